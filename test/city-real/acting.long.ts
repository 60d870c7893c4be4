import './on-real-servers';
import '../city/acting.test';

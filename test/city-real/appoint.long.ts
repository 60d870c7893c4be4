import './on-real-servers';
import '../city/appoint.test';

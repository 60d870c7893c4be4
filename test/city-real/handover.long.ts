import './on-real-servers';
import '../city/handover.test';

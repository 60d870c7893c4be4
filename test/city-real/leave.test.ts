import './on-real-servers';
import '../city/leave.test';

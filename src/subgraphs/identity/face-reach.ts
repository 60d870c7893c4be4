/** For rooms that must know more than yes or no: over which units a permission reaches, and what a post carries. */
export { permissionsOfPost, unitsWithin } from './permissions';

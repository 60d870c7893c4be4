/** How the ids of units and positions look: small letters and digits, joined by single hyphens. */
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LENGTH_MAX = 64;

export function isSlug(id: string): boolean {
  return id.length <= LENGTH_MAX && SLUG.test(id);
}

import { permissionTable } from '../subgraphs/identity';
import { withPermissionTable } from './permission-page';

describe('the page of permissions', () => {
  it('gets the table of now and keeps every word around it', () => {
    const current = withPermissionTable('# Ai được làm gì\n\nLời.\n');
    const stale = current.replace('everywhere', 'nowhere').concat('\nSau.\n');

    const written = withPermissionTable(stale);

    expect(stale).not.toContain(permissionTable());
    expect(written).toBe(`${current}\nSau.\n`);
    expect(written).toContain(`# Ai được làm gì\n\nLời.\n`);
  });
});

/**
 * Lets sockets and timers have their turn. SQLite answers without leaving the turn of the event loop, so a long chain
 * of reads and writes would otherwise look to every target like a network that is down.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

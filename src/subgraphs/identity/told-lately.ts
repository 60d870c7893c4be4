/** Which misuses were written down lately: what comes again within a minute is the same story, and no flood of rows. */

const AGAIN_AFTER_MS = 60_000;
const STORIES_MAX = 1_000;

export class ToldLately {
  private readonly atMs = new Map<string, number>();

  /** True when the story is worth telling; it is then told. */
  isNews(story: string, now: Date): boolean {
    const nowMs = now.getTime();
    const before = this.atMs.get(story);
    if (before !== undefined && Math.abs(nowMs - before) < AGAIN_AFTER_MS) return false;
    this.atMs.delete(story);
    this.atMs.set(story, nowMs);
    const oldest = this.atMs.keys().next().value;
    if (this.atMs.size > STORIES_MAX && oldest !== undefined) this.atMs.delete(oldest);
    return true;
  }
}

/** How far the first start has come in filling an empty city: until it is done, the city is not ready. */
const STEPS = ['the systems start', 'bodies and posts', 'people in office', 'their accounts', 'samples'] as const;

export type FillStep = (typeof STEPS)[number];

export class FirstFill {
  private current: FillStep | null = STEPS[0];

  at(step: FillStep): void {
    this.current = step;
  }

  done(): void {
    this.current = null;
  }

  /** For `/ready`; null when nothing is left to fill. */
  progress(): string | null {
    if (this.current === null) return null;
    return `filling, step ${STEPS.indexOf(this.current) + 1} of ${STEPS.length}: ${this.current}`;
  }
}

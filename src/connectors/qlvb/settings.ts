/** Where an instance is and how it is called. */
import { z } from 'zod';

export const qlvbSettings = z.strictObject({
  /** Of the instance, `http://host/don-vi/<unitId>/api/v1`; a slash at the end does not matter. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  apiKey: z.string().min(1).max(512),
  /** The longest that one call may take, whatever the caller allows. */
  timeoutMs: z.number().int().min(1).max(120_000).default(10_000),
});

export type QlvbSettings = z.input<typeof qlvbSettings>;

/**
 * Loaded before a process that lives by the city's clock: whoever asks for the present instant is told one that is ahead
 * of the machine's. Everything else about dates stays as it is, and a date is a date for both. Timers are left alone:
 * they measure how long, not when.
 */
const aheadMs = Number(process.env.CITY_AHEAD_MS ?? '0');
const Machine = Date;

const now = (): number => Machine.now() + aheadMs;

const City = new Proxy(Machine, {
  construct: (machine, values: unknown[], made): Date =>
    Reflect.construct(machine, values.length === 0 ? [now()] : values, made === City ? machine : made) as Date,
  apply: (machine) => new machine(now()).toString(),
  get: (machine, name): unknown => (name === 'now' ? now : Reflect.get(machine, name)),
});

Object.defineProperty(Machine.prototype, 'constructor', { value: City, writable: true, configurable: true });
globalThis.Date = City;

import { createRequire, syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";
import { machineNow, type TimeScale, worldTime } from "../world/wall-clock.ts";

/**
 * Puts this process into the world's time: `Date`, and every timer of Node.js and the web. A function that waits a second
 * waits a second of the world's. `performance` keeps measuring the machine. Answers how to follow when the time runs at another
 * speed; a timer that runs by then keeps to the speed at which it was started.
 */
export const enterWorldTime = (begun: TimeScale): ((changed: TimeScale) => void) => {
  let scale = begun;
  const now = () => Math.floor(worldTime(scale, machineNow()));
  const scaled = (delay: number | undefined) => (delay ?? 0) / scale.speed;

  globalThis.Date = new Proxy(Date, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });

  const require = createRequire(import.meta.url);
  const timers = require("node:timers") as typeof import("node:timers");
  const waits = require("node:timers/promises") as typeof import("node:timers/promises");
  const { setTimeout: startTimeout, setInterval: startInterval } = timers;
  const { setTimeout: wait, setInterval: iterate } = waits;
  const { wait: pause } = waits.scheduler;

  const setTimeout = (task: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) =>
    startTimeout(task, scaled(delay), ...given);
  const setInterval = (task: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) =>
    startInterval(task, scaled(delay), ...given);
  const worldWait = (delay?: number, ...given: unknown[]) => Reflect.apply(wait, undefined, [scaled(delay), ...given]);
  const worldIterate = (delay?: number, ...given: unknown[]) =>
    Reflect.apply(iterate, undefined, [scaled(delay), ...given]);
  Object.assign(setTimeout, { [promisify.custom]: worldWait });

  Object.assign(timers, { setTimeout, setInterval });
  Object.assign(waits, { setTimeout: worldWait, setInterval: worldIterate });
  Object.assign(waits.scheduler, {
    wait: (delay: number, ...given: unknown[]) => Reflect.apply(pause, waits.scheduler, [scaled(delay), ...given]),
  });
  syncBuiltinESMExports();
  Object.assign(globalThis, { setTimeout, setInterval });

  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (delay) => timeout(Math.ceil(scaled(delay)));
  return (changed) => {
    scale = changed;
  };
};

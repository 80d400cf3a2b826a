/**
 * A world that runs faster than its machine can carry would break: functions would time out, targets fail their checks. So its time runs
 * slower while the machine is too busy, whoever keeps it so, and as fast as was asked for again afterwards.
 */
import type { Cancel } from "./clock.ts";
import type { WallClock } from "./wall-clock.ts";

/** What was seen of the thread that carries the services, over some time; all in real milliseconds. */
export interface Look {
  /** How much too late a timer fired. */
  readonly lag: number;
  /** How long the thread had something to do. */
  readonly active: number;
  /** How long it had a processor. */
  readonly used: number;
}

/** How the world keeps up. */
export interface Pace {
  /** World milliseconds in a real one, as asked for and as it is now. */
  readonly asked: number;
  readonly speed: number;
  /** How much too late the last timer fired, in real milliseconds. */
  readonly lag: number;
}

const lookEvery = 250;

/** A thread with less to do says nothing of how it shares the processors, in milliseconds of one look. */
const leastActive = 25;

/** A lag that no caller notices, and the lag that counts as half the speed, in milliseconds. */
const usualLag = 50;
const lagOfHalfSpeed = 200;

/** How many times as slow as asked the world may become at most: slower, one would think it stands still. */
const slowest = 50;

/** How many times too busy the machine is; 1 is not. A small excess is other threads of this process, as the collection of garbage. */
export const strainOf = ({ lag, active, used }: Look): number => {
  const shared = active < leastActive ? 1 : active / Math.max(1, used);
  const late = 1 + Math.max(0, lag - usualLag) / lagOfHalfSpeed;
  const strain = Math.max(shared, late);
  return strain < 1.4 ? 1 : Math.min(strain, slowest);
};

/** At what speed to go on under a strain: down at once, and up by degrees, since load comes in waves. */
export const nextSpeed = ({ asked, speed }: Pick<Pace, "asked" | "speed">, strain: number): number => {
  const wanted = asked / strain;
  return wanted <= speed ? wanted : Math.min(wanted, speed * 1.15);
};

/** How long the world is half as fast as asked before somebody is told, in real milliseconds. */
const patienceWithSlowness = 5_000;

/** Tells once that the world has been slow for a while, and once that it is no longer. */
const tellingOfSlowness = (tell: (line: string) => void) => {
  let since: number | undefined;
  let told = false;
  return ({ asked, speed }: Pick<Pace, "asked" | "speed">, now: number) => {
    if (speed === asked) {
      if (told) tell(`The world runs at speed ${asked} again.`);
      since = undefined;
      told = false;
    }
    if (speed <= asked / 2) since ??= now;
    if (told || since === undefined || now - since < patienceWithSlowness) return;
    told = true;
    tell(
      `This machine is too busy for speed ${asked}: the world runs at ${speed.toPrecision(2)} for now, and everything in it takes ` +
        "longer. A lower --speed, or less traffic, would let it keep up.",
    );
  };
};

/** Watches this thread, and has the clock run as fast as it can follow, until cancelled. Tells when that is slow for long. */
export const keepUp = (
  clock: WallClock,
  tell: (line: string) => void = () => {},
): { readonly pace: () => Pace; readonly stop: Cancel } => {
  let lag = 0;
  let due = performance.now() + lookEvery;
  let usage = process.threadCpuUsage();
  let loop = performance.eventLoopUtilization();

  const look = (): Look => {
    const used = process.threadCpuUsage(usage);
    const utilised = performance.eventLoopUtilization(loop);
    usage = process.threadCpuUsage();
    loop = performance.eventLoopUtilization();
    lag = Math.max(0, performance.now() - due);
    due = performance.now() + lookEvery;
    return { lag, active: utilised.active, used: (used.user + used.system) / 1_000 };
  };

  const tellOf = tellingOfSlowness(tell);
  const timer = setInterval(() => {
    const { speed } = clock.scale();
    const next = nextSpeed({ asked: clock.speed, speed }, strainOf(look()));
    if (next !== speed) clock.run(next);
    tellOf({ asked: clock.speed, speed: next }, performance.now());
  }, lookEvery).unref();
  return {
    pace: () => ({ asked: clock.speed, speed: clock.scale().speed, lag }),
    stop: () => clearInterval(timer),
  };
};

/** A part of the benchmark: what it is given, and what becomes of it if it fails or does not end. */
import { machineNow } from "@sarcelle/playground/wall-clock";
import { type FleetOptions, openFleet, type ServedFleet } from "./fleet.ts";

export interface BenchTarget {
  readonly says: string;
  readonly met: boolean;
}

/** What all parts together have found. */
export interface BenchFindings {
  readonly figures: Record<string, unknown>;
  readonly targets: BenchTarget[];
  /** Why parts came to no end, by their names. */
  readonly failures: Record<string, string>;
}

export interface BenchPart {
  /** Fewer and shorter: to see that it works, not for figures. */
  readonly quick: boolean;
  /** Requests a second that loads are to have together. */
  readonly rate: number;
  /** The packaged template of the repository at hand. */
  readonly template: string;
  say(line: string): void;
  /** Keeps figures, and tells them at once: whoever stops the run has what was found until then. */
  found(figures: Readonly<Record<string, unknown>>): void;
  judge(says: string, met: boolean): void;
  /** A world that is stopped with the part, if not before. */
  open(options: FleetOptions): Promise<ServedFleet>;
}

export interface PartWork {
  /** How long it may take at most, in minutes. */
  readonly minutes: number;
  run(part: BenchPart): Promise<void>;
}

/** Rejects after so many minutes; the work itself is not awaited any longer. */
const within = async (minutes: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`It did not end within ${Math.round(minutes)} minutes.`)),
      minutes * 60_000,
    );
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
};

/** Does the work of a part, stops what it has started however it ends, and keeps why it failed. Never rejects. */
export const runPart = async (
  name: string,
  { minutes, run }: PartWork,
  given: Pick<BenchPart, "quick" | "rate" | "template">,
  { figures, targets, failures }: BenchFindings,
  tell: (line: string) => void,
): Promise<void> => {
  const begun = machineNow();
  const say = (line: string) => tell(`${name}: ${line}`);
  const opened: Promise<ServedFleet>[] = [];
  let over = false;
  const part: BenchPart = {
    ...given,
    say,
    found(more) {
      Object.assign(figures, more);
      say(JSON.stringify(more));
    },
    judge(says, met) {
      targets.push({ says, met });
      say(`${met ? "met   " : "missed"} ${says}`);
    },
    async open(options) {
      // It went on after its time.
      if (over) throw new Error(`The part ${name} is over.`);
      const stage = openFleet(options);
      opened.push(stage);
      return stage;
    },
  };
  say(`begins, ${Math.round(minutes)} minutes at most`);
  try {
    await within(minutes, run(part));
  } catch (error) {
    failures[name] = error instanceof Error ? error.message : String(error);
    say(`failed: ${error instanceof Error ? error.stack : error}`);
  }
  over = true;
  // One that is still on its way up is stopped when it is there, or ends with this process.
  const stopped = Promise.allSettled(opened.map(async (stage) => (await stage).stop()));
  await within(1, stopped).catch(() => say("not everything that it started has stopped"));
  say(`ended after ${Math.round((machineNow() - begun) / 1_000)} s`);
};

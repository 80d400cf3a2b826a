import { expect, it } from "vitest";
import { live, noFindings } from "./fuzz/life.ts";
import { subjectOf } from "./fuzz/subject.ts";
import { recipes } from "./fuzz/valid/recipes.ts";
import { createAnyWorld } from "./gateway/any-world.ts";

/** By hand: `FUZZ=100 npx vitest run playground/test/fuzz.test.ts` throws a hundred times as much. */
const times = Number(process.env.FUZZ ?? 1);
/** Of 51 inputs for each operation. */
const lives = 4 * times;
const rounds = 50;

/** What is emulated no further than that it is refused. */
const neverSucceed: Readonly<Record<string, readonly string[]>> = {};

it.each(Object.keys(recipes))(
  "whatever %s is given, it answers or refuses, and what it refuses it does not do",
  async (name) => {
    const findings = noFindings();
    const from = performance.now();
    for (let seed = 1; seed <= lives; seed++) await live(name, seed, rounds, findings);
    const { inputs, refused, faults, succeeded } = findings;
    if (process.env.FUZZ !== undefined)
      console.info(
        `${name}: ${inputs} inputs, ${refused} refused, ${((performance.now() - from) / 1_000).toFixed(1)} s`,
      );
    const never = subjectOf(createAnyWorld(), name).operations.filter((operation) => !succeeded.has(operation));
    expect({ faults: [...faults], never }).toEqual({ faults: [], never: neverSucceed[name] ?? [] });
  },
  180_000 * times,
);

import type { Doubles } from "./codec/shapes.ts";
import known from "./doubles.json" with { type: "json" };

/** By signing name, what AWS's models say to be a double; of the services that have any. */
export const doubles: Readonly<Record<string, Doubles>> = known;

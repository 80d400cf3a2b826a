import type { Doubles } from "./codec/shapes.ts";
import known from "./doubles.json" with { type: "json" };

/** By signing name, what AWS's models say to be a double. `npm run input-checks` writes it, and TypeScript reads a type of its own into the file. */
export const doubles: Readonly<Record<string, Doubles>> = known as unknown as Readonly<Record<string, Doubles>>;

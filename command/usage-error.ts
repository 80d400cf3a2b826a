import { Refusal } from "../src/errors.ts";

/** Thrown when the command line is wrong; printed without its name, with what to type instead. */
export class UsageError extends Refusal {
  override readonly name = "UsageError";
}

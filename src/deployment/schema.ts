/** What the schemas of everything that comes from outside have in common: they say what was found and what was expected. */
import * as z from "zod";

/** An object with just these fields; an unknown one is answered with those that there are. */
export const strictObject = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown field ${issue.keys.join(", ")}; expected only ${Object.keys(shape).join(", ")}`
        : undefined,
  });

/** YAML takes `version: 2` and `commit: 2222222` for numbers, and `enabled: yes` for no text. */
const isUnquoted = ({ code, message }: z.core.$ZodIssue): boolean =>
  code === "invalid_type" && /expected string, received (number|boolean)/.test(message);

/** Zod's issues as one line each: where, and what was expected. */
export const explain = (error: z.ZodError): string =>
  error.issues
    .map(
      (issue) =>
        `${issue.path.join(".") || "(the whole)"}: ${issue.message}${isUnquoted(issue) ? "; put it in quotes" : ""}`,
    )
    .join("; ");

/** A TCP port. */
export const port = z.int().min(1).max(65_535);

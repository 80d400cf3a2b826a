import * as z from "zod";

/** IAM's documents write a list of one without its brackets. */
export const oneOrMore = <T extends z.ZodType>(item: T) => z.preprocess((value) => [value].flat(), z.array(item));

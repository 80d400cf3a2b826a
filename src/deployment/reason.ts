/** Why a person asks for something, in his words: it stands in the journal, and is shown wherever that is. */
import * as z from "zod";

/** In one line's length; it must say something. */
export const reasonSchema = z.string().min(1).max(256).regex(/\S/, "expected words");

/** What people type for the command, and where the examples are: in the repository, and in what is published. */
import { join, relative } from "node:path";

// Published is JavaScript.
const isPublished = import.meta.filename.endsWith(".js");

export const sarcelle = isPublished ? "npx sarcelle" : "npm run sarcelle --";

/** An example's path as seen from a folder. */
export const exampleSeenFrom = (folder: string, file: string): string =>
  relative(folder, join(import.meta.dirname, "../examples", file));

/** A document of the package as seen from a folder. */
export const documentSeenFrom = (folder: string, file: string): string =>
  relative(folder, join(import.meta.dirname, isPublished ? "../../docs" : "../docs", file));

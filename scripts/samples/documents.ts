/** The documents of the repository, but those of the playground, which are its own. */
import { filesUnder } from "../reference/sources.ts";

/** Paths from the root. */
export const documents = (): readonly string[] => [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"],
  ...filesUnder("docs", ".md"),
  ...filesUnder("findings", ".md"),
];

/** What an environment is an environment of: its service, and where that is written. */
import * as z from "zod";

/** What people call the service, in all of its stages. */
export const serviceSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: "expected lower-case letters, digits and hyphens, at most 63",
});

/** The page of the repository in which the service is written: a release's commit is linked to from there. */
export const repositorySchema = z
  .url({ protocol: /^https$/, error: "expected the https address of the repository's page" })
  // It stands in events and messages.
  .refine((url) => !URL.canParse(url) || new URL(url).username === "", "expected no name and password in it");

/** The name of an environment without its stage and what follows: `ijm-live-uk` of the stage `live` is of `ijm`; undefined if it has none. */
export const nameWithoutStage = (environment: string, stage: string): string | undefined => {
  const at = `${environment}-`.indexOf(`-${stage}-`);
  return at > 0 ? environment.slice(0, at) : undefined;
};

/** The service that is registered, or else the environment's name without its stage. */
export const serviceOf = (registered: {
  readonly name: string;
  readonly stage: string;
  readonly service?: string | undefined;
}): string => registered.service ?? nameWithoutStage(registered.name, registered.stage) ?? registered.name;

/** The page of a repository from which its own pages go on: as GitHub has them, or GitLab. */
const pagesOf = (repository: string): string => {
  const page = repository.replace(/(\.git)?\/?$/, "");
  return `${page}${/\bgitlab\b/.test(new URL(page).hostname) ? "/-" : ""}`;
};

/** Where a commit is shown. */
export const commitLink = (repository: string, commit: string): string => `${pagesOf(repository)}/commit/${commit}`;

/** Where is shown what one commit has that another has not. */
export const compareLink = (repository: string, from: string, to: string): string =>
  `${pagesOf(repository)}/compare/${from}...${to}`;

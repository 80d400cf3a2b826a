/** The releases that an environment may be given without a file: what serves in others of its service, and what was deployed before. */
import { releaseInWords } from "../../command/releases/asked.ts";
import { servingRelease } from "../../command/releases/named.ts";
import { UsageError } from "../../command/usage-error.ts";
import { readRegistration, registeredEnvironments } from "../../src/aws/environment-store.ts";
import { closedJournals } from "../../src/aws/journal-store.ts";
import type { Table } from "../../src/aws/table.ts";
import { releaseIn } from "../../src/deployment/earlier-releases.ts";
import { serviceOf } from "../../src/deployment/service.ts";
import { Refusal } from "../../src/errors.ts";
import { shownRelease } from "../shown-deployment.ts";
import type { ShownRelease } from "../snapshot.ts";

/** One release to choose, by the name that `--release-of` takes. */
interface ReleaseOption {
  readonly from: "environment" | "history";
  readonly name: string;
  readonly says: string;
  readonly release: ShownRelease;
}

/** How many environments are asked, and how many deployments are told. */
const most = 20;

/** What serves in another environment, as far as that can be taken over now. */
const serving = async (
  table: Table,
  other: Parameters<typeof servingRelease>[1],
): Promise<readonly ReleaseOption[]> => {
  try {
    const named = await servingRelease(table, other);
    const release = shownRelease(named.release, other);
    if (release === null) return [];
    return [{ from: "environment", name: other.name, says: releaseInWords(named), release }];
  } catch (error) {
    // A deployment runs there, its traffic is split, or nobody knows what serves: it is no choice now.
    if (error instanceof Refusal || error instanceof UsageError) return [];
    throw error;
  }
};

/** All that there are now, each release once; throws `UnknownEnvironment`. */
export const releasesFor = async (table: Table, name: string): Promise<readonly ReleaseOption[]> => {
  const environment = await readRegistration(table, name);
  const service = serviceOf(environment);
  const others = (await registeredEnvironments(table)).filter(
    (each) => each.name !== name && serviceOf(each) === service,
  );
  const elsewhere: ReleaseOption[] = [];
  for (const other of others.slice(0, most)) elsewhere.push(...(await serving(table, other)));
  const past = (await closedJournals(table, name, 2 * most)).flatMap((journal): readonly ReleaseOption[] => {
    const found = releaseIn(journal);
    const release = shownRelease(found, environment);
    if (found === undefined || release === null) return [];
    const from = `of '${journal.deployment.id}', ${new Date(journal.deployment.startedAt).toISOString().slice(0, 10)}`;
    return [{ from: "history", name: journal.deployment.id, says: releaseInWords({ release: found, from }), release }];
  });
  const keyOf = ({ release: { version, commit, imageId } }: ReleaseOption) => `${version} ${commit} ${imageId}`;
  const newest = past.filter((one, index) => past.findIndex((each) => keyOf(each) === keyOf(one)) === index);
  return [...elsewhere, ...newest.slice(0, most)];
};

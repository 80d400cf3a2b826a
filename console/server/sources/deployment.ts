/** What the page of one deployment reads: closely while it runs, and once when it is over. */
import { readEnvironmentAndLock } from "../../../src/aws/environment-and-lock.ts";
import { everyKind } from "../../../src/aws/every-kind.ts";
import type { ClosedJournal } from "../../../src/aws/journal-format.ts";
import { closedJournals } from "../../../src/aws/journal-store.ts";
import { isTakenOver } from "../../../src/changes/journal.ts";
import { openChanges } from "../../../src/changes/open-changes.ts";
import { endOfCourse } from "../../course.ts";
import type { DeploymentFacts } from "../../deployment-snapshot.ts";
import { drivingExecution } from "../../environment-facts.ts";
import type { Sources } from "../readings.ts";
import type { ConsoleClients } from "./clients.ts";
import { courseReader } from "./environment.ts";

const closely = 2_500;
/** Of what has not begun yet, or was refused: nobody knows which. */
const seldom = 10_000;

type Known = <Name extends keyof DeploymentFacts>(name: Name) => DeploymentFacts[Name] | null;

/** The sources of the deployment of that id. */
export const deploymentSources =
  (asked: ConsoleClients, environment: string, id: string) =>
  (known: Known): Sources<DeploymentFacts> => {
    const { table } = asked.stack;
    const readCourse = courseReader(asked);
    const journal = () => known("ground")?.journal ?? undefined;
    const isOpen = () => {
      const found = journal();
      return found !== undefined && !("outcome" in found);
    };
    const isOver = () => {
      const [found, course] = [journal(), known("course")];
      if (found === undefined || course === null) return false;
      return endOfCourse(drivingExecution(found) === id ? course.own : course.rollback) !== undefined;
    };
    const standsStill = () => {
      const found = journal();
      return found !== undefined && isOpen() && isTakenOver(found) && isOver();
    };
    return {
      ground: {
        read: async () => {
          const { environment: registered, lock } = await readEnvironmentAndLock(table, environment);
          if (lock.journal?.deployment.id === id)
            return { environment: registered, journal: lock.journal, history: [] };
          const history = await closedJournals(table, environment);
          const closed = history.find(({ deployment }: ClosedJournal) => deployment.id === id);
          return { environment: registered, journal: closed ?? null, history };
        },
        period: () => (isOpen() ? closely : journal() === undefined ? seldom : Number.POSITIVE_INFINITY),
        vital: true,
      },
      course: {
        read: async () => readCourse(journal()),
        period: () => (isOver() ? Number.POSITIVE_INFINITY : closely),
        mark: () => `${journal()?.owner}`,
      },
      left: {
        read: async () => {
          const found = journal();
          return found !== undefined && standsStill() ? openChanges(found, everyKind(asked, table)) : [];
        },
        period: () => (standsStill() ? 30_000 : Number.POSITIVE_INFINITY),
        mark: () => `${standsStill()}`,
      },
    };
  };

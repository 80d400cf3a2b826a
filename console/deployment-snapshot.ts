/** The page of one deployment as a value, running or closed: the one to link to. */
import { statusOf } from "../command/questions/status.ts";
import type { ClosedJournal } from "../src/aws/journal-format.ts";
import type { Journal } from "../src/changes/journal.ts";
import type { OpenChange } from "../src/changes/open-changes.ts";
import type { AnyEnvironment } from "../src/deployment/environment.ts";
import { driverIn, railIn } from "./course.ts";
import type { ExecutionEvents, Panels } from "./environment-facts.ts";
import { registeredAs, unknownAs } from "./environment-snapshot.ts";
import { shownAs, unread } from "./panel.ts";
import { shownDeployment } from "./shown-deployment.ts";
import type { DeploymentSnapshot, OnEachPage, ShownDeployment } from "./snapshot.ts";

/** What is known of one deployment. */
export interface DeploymentFacts {
  readonly ground: {
    readonly environment: AnyEnvironment;
    /** Null where there is none: it has not begun, or was refused. */
    readonly journal: Journal | ClosedJournal | null;
    /** Newest first; empty while it runs. */
    readonly history: readonly ClosedJournal[];
  };
  readonly course: ExecutionEvents | null;
  /** What its rollback left, each with its resource as it is. */
  readonly left: readonly OpenChange[];
}

/** What the page is told beside. */
interface AroundDeployment {
  readonly page: OnEachPage;
  readonly links: ShownDeployment["links"];
}

/** The snapshot of a deployment that there is, or was. */
export const deploymentSnapshot = (
  facts: Panels<DeploymentFacts>,
  { environment, history }: DeploymentFacts["ground"],
  journal: Journal | ClosedJournal,
  { page, links }: AroundDeployment,
): DeploymentSnapshot => {
  const left = facts.left.value ?? [];
  const seen = { unseen: "The sides are on the environment's page." };
  const status =
    "outcome" in journal
      ? null
      : statusOf(environment, seen, journal, left, driverIn(journal, facts.course.value, facts.ground.asOf)).deployment;
  return {
    ...page,
    page: "deployment",
    environment: registeredAs(environment),
    deployment: shownAs(facts.ground, () => shownDeployment(journal, { environment, links, status, left, history })),
    rail: shownAs(facts.course, (course) => railIn(journal, course)),
  };
};

/** The snapshot of a deployment of which nothing could be read yet, and why. */
export const unknownDeployment = (environment: string, page: OnEachPage, trouble: string): DeploymentSnapshot => {
  const nothing = { ...unread, trouble, stale: true };
  return { ...page, page: "deployment", environment: unknownAs(environment), deployment: nothing, rail: nothing };
};

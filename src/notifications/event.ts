/** News of a deployment as the event that goes out. */

import type { Deployment } from "../changes/journal.ts";
import { isoTime } from "../clock.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { commitLink, serviceOf } from "../deployment/service.ts";
import { executionLink, logGroupsLink } from "../inventory/findings/links.ts";
import { toldRelease } from "./action.ts";
import type { News } from "./news.ts";
import { oneLine } from "./one-line.ts";
import type { DeploymentEvent } from "./schema.ts";

/** What the news are of. */
export interface Subject {
  /** Undefined if none is registered under the name that was given. */
  readonly registered: AnyEnvironment | undefined;
  readonly environment: string | null;
  /** What its journal or its input says of it. */
  readonly deployment: Pick<Deployment, "id"> & Partial<Deployment>;
  readonly account: string;
  readonly region: string;
  /** The deployed stack. */
  readonly stack: string;
  readonly executionArn: string;
}

const time = (moment: number | undefined): string | null => (moment === undefined ? null : isoTime(moment));
const text = (given: string | undefined): string | null =>
  given === undefined || given === "" ? null : oneLine(given);

/** The event. What a person wrote and what a message says stands in one line, without control characters. */
export const deploymentEvent = (news: News, subject: Subject): DeploymentEvent => {
  const { registered, environment, deployment, account, region, stack, executionArn } = subject;
  const release = toldRelease(deployment.release);
  const repository = registered?.repository;
  return {
    schemaVersion: 1,
    id: news.id,
    thread: deployment.undoes ?? deployment.id,
    state: news.state,
    level: news.level,
    at: isoTime(news.at),
    environment,
    service: registered === undefined ? null : serviceOf(registered),
    stage: registered?.stage ?? null,
    ...{ account, region },
    deployment: deployment.id,
    action: text(deployment.action),
    undoes: deployment.undoes ?? null,
    release: release ?? null,
    requestedBy: text(deployment.requestedBy),
    caller: text(deployment.caller),
    startedAt: time(deployment.startedAt),
    what: oneLine(news.what),
    next: text(news.next),
    until: time(news.until),
    percent: news.percent ?? null,
    side: news.side ?? null,
    left: (news.left ?? []).map(oneLine),
    links: {
      execution: executionLink(region, executionArn),
      logs: logGroupsLink(region, `/aws/lambda/${stack}-`),
      commit: release === undefined || repository === undefined ? null : commitLink(repository, release.commit),
    },
  };
};

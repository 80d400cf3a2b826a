/** The answer, before everything else. */
import type { EnvironmentSnapshot, ShownDeployment, Tone } from "../snapshot.ts";
import { pathTo } from "./address.ts";
import { CopyableText } from "./copy.tsx";
import { Icon, type Shape } from "./icon.tsx";
import { ReleaseName } from "./release.tsx";
import { Ago, Countdown, LeftAloud } from "./times.tsx";
import { callerInWords } from "./words.ts";

const shapeOf: Readonly<Record<Tone, Shape>> = { well: "done", busy: "here", waits: "waits", trouble: "trouble" };

const Asked = ({ deployment, environment }: { readonly deployment: ShownDeployment; readonly environment: string }) => (
  <p class="asked">
    <a href={pathTo(environment, deployment.id)}>{deployment.action}</a>
    {deployment.release !== null && (
      <>
        {" "}
        of release <ReleaseName release={deployment.release} />
      </>
    )}
    , asked for by{" "}
    <span title={deployment.caller ?? undefined}>
      {deployment.requestedBy}
      {deployment.caller !== null && callerInWords(deployment.caller) !== deployment.requestedBy
        ? ` (${callerInWords(deployment.caller)})`
        : ""}
    </span>
    , <Ago at={deployment.startedAt} />
    {deployment.why !== null && <q>{deployment.why}</q>}
    {deployment.override !== null && <span class="chip">overrides: {deployment.override}</span>}
    <DeploymentLinks links={deployment.links} />
  </p>
);

/** To AWS's own pages, for depth. */
export const DeploymentLinks = ({ links }: { readonly links: ShownDeployment["links"] }) => (
  <span class="links">
    {links.execution !== null && (
      <a href={links.execution} target="_blank" rel="noreferrer" title="in AWS's console">
        execution
      </a>
    )}
    {links.logs !== null && (
      <a href={links.logs} target="_blank" rel="noreferrer" title="in AWS's console">
        logs
      </a>
    )}
  </span>
);

/** The one sentence; only it is said aloud when it changes, and what is left of a wait at a minute, ten seconds and its end. */
export const VerdictPart = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => {
  const { verdict, deployment, environment } = snapshot;
  return (
    <div class={`verdict ${verdict.tone}`}>
      <p class="sentence">
        <Icon shape={shapeOf[verdict.tone]} />
        <span>
          <output>
            {verdict.says}
            {verdict.until !== null && <LeftAloud until={verdict.until} />}
          </output>
          {verdict.until !== null && (
            <span class="left">
              <Countdown until={verdict.until} /> left
            </span>
          )}
        </span>
      </p>
      {deployment.value !== null && <Asked deployment={deployment.value} environment={environment.name} />}
    </div>
  );
};

/** What a person is to do, where a rollback failed. */
export const Runbook = ({ deployment }: { readonly deployment: ShownDeployment | null }) =>
  deployment === null || deployment.runbook === null ? null : (
    <section class="part runbook" aria-labelledby="runbook">
      <header>
        <h2 id="runbook">What is left to do by hand</h2>
      </header>
      <CopyableText text={deployment.runbook} />
    </section>
  );

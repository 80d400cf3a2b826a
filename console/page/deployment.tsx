/** One deployment, running or closed: what a chat message links to, and what is printed for a review. */
import type { DeploymentSnapshot, ShownDeployment } from "../snapshot.ts";
import { ChangesPart } from "./changes.tsx";
import { OutcomeMark } from "./history.tsx";
import { RailPart } from "./rail.tsx";
import { ReleaseName } from "./release.tsx";
import { At, Lasted } from "./times.tsx";
import { DeploymentLinks, Runbook } from "./verdict.tsx";

const Facts = ({ deployment }: { readonly deployment: ShownDeployment }) => (
  <dl class="facts wide">
    <div>
      <dt>how it stands</dt>
      <dd>{deployment.outcome === null ? deployment.phase : <OutcomeMark outcome={deployment.outcome} />}</dd>
    </div>
    {deployment.release !== null && (
      <div>
        <dt>release</dt>
        <dd>
          <ReleaseName release={deployment.release} /> <span class="muted">{deployment.release.imageId}</span>
        </dd>
      </div>
    )}
    <div>
      <dt>asked for by</dt>
      <dd>
        {deployment.requestedBy} {deployment.caller !== null && <span class="muted">{deployment.caller}</span>}
      </dd>
    </div>
    {deployment.why !== null && (
      <div>
        <dt>why</dt>
        <dd>{deployment.why}</dd>
      </div>
    )}
    {deployment.reason !== null && (
      <div>
        <dt>ended because</dt>
        <dd>{deployment.reason}</dd>
      </div>
    )}
    {deployment.override !== null && (
      <div>
        <dt>overrides</dt>
        <dd>{deployment.override}</dd>
      </div>
    )}
    <div>
      <dt>when</dt>
      <dd>
        <At at={deployment.startedAt} />
        {deployment.endedAt !== null && (
          <>
            {" "}
            to <At at={deployment.endedAt} />
          </>
        )}
        , <Lasted since={deployment.startedAt} until={deployment.endedAt} />
      </dd>
    </div>
  </dl>
);

/** Rail and journal of one deployment. */
export const DeploymentPage = ({ snapshot }: { readonly snapshot: DeploymentSnapshot }) => {
  const deployment = snapshot.deployment.value;
  const { name } = snapshot.environment;
  return (
    <main class="one-deployment">
      <div class="top">
        <h1>
          {deployment === null ? "Deployment" : `${deployment.action} ${deployment.id}`} of {name}
        </h1>
        {deployment !== null && <DeploymentLinks links={deployment.links} />}
      </div>
      {deployment !== null && <Facts deployment={deployment} />}
      <Runbook deployment={deployment} />
      <RailPart rail={snapshot.rail} deployment={deployment} environment={snapshot.environment} />
      <ChangesPart panel={snapshot.deployment} environment={name} />
    </main>
  );
};

/** What `sarcelle plan` shows is what the action then does: both come from the same steps. */
import { expect, inject, it } from "vitest";
import { plannedAction } from "../../command/deployments/plan.ts";
import { beforeAction, deploymentName, stagedActions } from "../../proof/crash-matrix/actions.ts";
import { environment, service } from "../../proof/simulation/sarcelle.ts";
import { dynamoDb } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import type { Change } from "../../src/changes/change.ts";
import { parseRequest, parseRollingRequest } from "../../src/deployment/request.ts";

/** What AWS makes up when a thing is made, as the plan spells it: the one part of a plan that nobody can know. */
const asPlanned = (changes: readonly Change[]): unknown =>
  JSON.parse(
    JSON.stringify(changes)
      .replace(/(targetgroup\/[^/"]*-green)\/[0-9a-f]+/g, "$1/(known once it is made)")
      .replace(
        /arn:aws:autoscaling:[^"]*autoScalingGroupName\/([^"]*-green):policyName\/([^"]*)/g,
        "(the ARN of policy $2 of $1, known once it is made)",
      )
      .replaceAll(`sarcelle ${deploymentName()}`, "sarcelle (the execution's name)")
      .replace(
        /("launchTemplateId":")lt-[0-9a-f]+(","launchTemplateName":"[^"]*-blue")/g,
        "$1(known once it is made)$2",
      )
      .replace(/("between":\["[^"]*",")lt-[0-9a-f]+/g, "$1(known once it is made)")
      .replace(/("kind":"group-launch-template".*?"after":\{[^}]*"version":)"\d+"/g, '$1"(the version made above)"'),
  );

it.each(Object.entries(stagedActions))(
  "the plan of %s is the journal that it then writes",
  async (action, { input }) => {
    const sarcelle = await beforeAction(action, inject("template"), 3);
    const { simulation } = sarcelle;
    const parse = "action" in input && input.action === "rolling-update" ? parseRollingRequest : parseRequest;
    const request = parse({ environment, requestedBy: "test", ...input });
    const planned = await simulation.asOperator(async () => {
      const table = { client: dynamoDb(), name: service };
      const stack = { table, firstFunction: `${service}-preflight` };
      return (await plannedAction(request, await readRegistration(table, environment), stack)).changes;
    });
    // Where the environment asks for it, somebody approves meanwhile.
    expect(await sarcelle.ended(await sarcelle.start(input, deploymentName()))).toMatchObject({
      status: "SUCCEEDED",
    });
    const written = (await sarcelle.journals()).find(({ deployment }) => deployment.id === deploymentName());
    expect(planned.length).toBeGreaterThan(0);
    expect(asPlanned(written?.entries.map(({ change }) => change) ?? [])).toEqual(asPlanned(planned));
    await simulation.stop();
  },
);

import { autoScaling, dynamoDb, ec2, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { launchTemplateData } from "../../src/aws/launch-templates.ts";
import { observe } from "../../src/aws/observe.ts";
import { openRun, type RemainingTime, type Run } from "../../src/aws/run.ts";
import { mainTable } from "../../src/aws/table.ts";
import { registerRelease, releaseData } from "../../src/deployment/deploy.ts";
import type { Release } from "../../src/deployment/request.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { launchTemplateVersion, versionNumber } from "../../src/resources/launch-template-version.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
const [table, events, templates] = [mainTable(dynamoDb()), eventBridge(), ec2()];
const kinds = { "launch-template-version": launchTemplateVersion(templates) };

/** Makes the idle side's next launch template version: the active side's settings with the release on top. */
export const handler = async (run: Run, context: RemainingTime) => {
  const { environment, journal, apply } = await openRun({ table, events }, run, context);
  const { active, idle } = bothSides(await observe(clients, environment));
  const { deployment } = await journal();
  const changes = await apply("RegisterRelease", kinds, async () =>
    registerRelease(
      idle,
      run.deployment,
      releaseData(await launchTemplateData(templates, active.group.launchTemplate), deployment.release as Release),
    ),
  );
  return { version: await versionNumber(templates, changes[0]?.resource.id ?? "") };
};

/** What nobody can need any more is forgotten, and what was deployed last can be undone all the same. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { environment, type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { acquireLock, closedJournals, closeJournal, openJournal } from "../../src/aws/journal-store.ts";
import { systemClock } from "../../src/clock.ts";

const day = 86_400_000;

const withTable = <T>({ simulation }: Sarcelle, ask: (table: { client: DynamoDBClient; name: string }) => Promise<T>) =>
  simulation.asOperator((connection) => ask({ client: new DynamoDBClient(connection), name: service }));

/** Deployments of two years ago, so many; the last set the green group back to the version of that number. */
const longAgo = (sarcelle: Sarcelle, count: number, launchTemplateId: string, version: string) =>
  withTable(sarcelle, async (table) => {
    for (let n = 1; n <= count; n++) {
      const startedAt = sarcelle.simulation.now() - 730 * day + n * 60_000;
      const deployment = { id: `old-${n}`, action: "deploy", requestedBy: "ci", startedAt };
      const { epoch } = await acquireLock(table, environment, deployment);
      const holder = { environment, epoch, owner: deployment.id };
      if (n === count) {
        const journal = openJournal(table, holder, systemClock);
        const change = {
          resource: { kind: "group-launch-template", id: "web-green" },
          before: { launchTemplateId, version },
          after: { launchTemplateId, version: "1" },
        } as const;
        await journal.plan("LaunchRelease", [change], await journal.read(), startedAt);
      }
      await closeJournal(table, holder, { outcome: "RolledBack", closedAt: startedAt + 1 }, 3_600);
    }
  });

it("journals and versions of long ago go; what a group or a journal names stays, and so does whatever a person made", async () => {
  const sarcelle = await startSarcelle({ seed: 4, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  const { operate } = simulation;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const versions = async (LaunchTemplateName: string): Promise<readonly { id: string; number: number }[]> => {
    const all: { id: string; number: number }[] = [];
    for (let NextToken: string | undefined; ; ) {
      const answer = (await operate("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateName, NextToken })) as {
        readonly LaunchTemplateVersions: readonly { LaunchTemplateId: string; VersionNumber: number }[];
        readonly NextToken?: string;
      };
      for (const { LaunchTemplateId: id, VersionNumber: number } of answer.LaunchTemplateVersions)
        all.push({ id, number });
      NextToken = answer.NextToken;
      if (NextToken === undefined) return all.toSorted((a, b) => a.number - b.number);
    }
  };
  const make = async (LaunchTemplateName: string, count: number) => {
    for (let n = 1; n <= count; n++)
      await operate("ec2", "CreateLaunchTemplateVersion", {
        LaunchTemplateName,
        VersionDescription: `sarcelle old-${n}`,
        SourceVersion: "1",
        LaunchTemplateData: { InstanceType: "t4g.small" },
      });
  };
  await make("web-green", 55);
  await make("web", 55);
  const [green] = await versions("web-green");
  await longAgo(sarcelle, 60, green?.id ?? "", "3");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await sarcelle.deploy({ action: "switch" }, "switch");
  await simulation.advance(60_000);

  let over = false;
  const invoked = operate("lambda", "Invoke", { FunctionName: `${service}-forgetOld` }).finally(() => {
    over = true;
  });
  await simulation.until(() => over, 600_000);
  await invoked;
  const journals = await withTable(sarcelle, (table) => closedJournals(table, environment, 1_000));
  expect(journals.length).toBe(50);
  expect(journals.slice(0, 3).map(({ deployment }) => deployment.id)).toEqual(["switch", "deploy", "upgrade"]);
  // Of 57 the newest 50 stay; of the others the first, which the stack had, and the third, to which a journal can go back.
  expect((await versions("web-green")).map(({ number }) => number).slice(0, 4)).toEqual([1, 3, 8, 9]);
  expect((await versions("web")).length).toBe(56);

  for (const name of ["switch", "deploy"]) {
    const { error } = await sarcelle.ended(await sarcelle.start({}, `undo-${name}`, "rollback"));
    expect(error).toBe("RolledBack");
    await sarcelle.rest();
  }
  await simulation.stop();
}, 240_000);

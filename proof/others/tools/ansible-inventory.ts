/** The inventory that `sarcelle inventory --format ansible` prints, read by Ansible: what AWS's values say is text to it, and nothing else. */
import { isDeepStrictEqual } from "node:util";
import { ansibleFormat } from "../../../command/formats/ansible.ts";
import { jsonDocument } from "../../../command/formats/document.ts";
import { instanceRef } from "../../../src/inventory/arn.ts";
import type { Existing } from "../../../src/inventory/attributes.ts";
import type { Attempt } from "../attempts.ts";
import { tasksTold } from "./ansible-tasks.ts";
import type { Bench } from "./tool.ts";

/** Ansible would make 42 of it. */
const sum = "{{ 6 * 7 }}";

const host = (id: string, version: string): Existing => ({
  ref: instanceRef({ account: "123456789012", region: "eu-west-1" }, id),
  number: 1,
  trueFrom: 0,
  observedAt: 0,
  recordedAt: 0,
  cause: { by: "sweep" },
  facts: {
    name: sum,
    tags: {
      Name: sum,
      [sum]: "key",
      lines: `a\n{% raw %}`,
      __ansible_unsafe: sum,
      __ansible_vault: sum,
      __ansible_type: sum,
    },
    environment: "web-live",
    side: "green",
    version,
    commit: sum,
    details: { state: "running", privateIp: "127.0.0.1", group: sum, imageId: sum },
  },
});

/** What each task of `inventory.yml` is to say. */
const expected: Readonly<Record<string, unknown>> = {
  "a tag's value": sum,
  "a tag's value, through a variable": sum,
  "all tags": { Name: sum, [sum]: "key", lines: "a\n{% raw %}" },
  "a tag's key": ["Name", sum, "lines"],
  "a version": sum,
  "a group's name": sum,
  "an address": "127.0.0.1",
  "the hosts of one version": ["i-0a"],
};

interface Task {
  readonly task: { readonly name: string };
  readonly hosts: Readonly<Record<string, { readonly msg?: unknown }>>;
}

/** One attempt for each thing that is to stay text. */
export const inventoryAttempts = async ({ run, write }: Bench): Promise<readonly Attempt[]> => {
  const document = jsonDocument(ansibleFormat([host("i-0a", "1.0"), host("i-0b", "1-0"), host("i-0c", sum)]));
  await write("inventory", `#!/bin/sh\ncat <<'END'\n${document}END\n`);
  const { output } = await run("ansible-playbook", ["-i", "./inventory", "inventory.yml"]);
  const said = new Map(
    tasksTold<Task>(output).map(({ task, hosts }) => [task.name, Object.values(hosts)[0]?.msg] as const),
  );
  return Object.entries(expected).map(([name, text]) => {
    const right = isDeepStrictEqual(said.get(name), text);
    const reason = right ? "" : `said ${JSON.stringify(said.get(name))}, expected ${JSON.stringify(text)}`;
    return { group: "Ansible's inventory", name, kind: right ? "right" : "wrong", reason };
  });
};

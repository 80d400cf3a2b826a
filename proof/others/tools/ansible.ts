import { inventoryAttempts } from "./ansible-inventory.ts";
import { tasksTold } from "./ansible-tasks.ts";
import { lastWords, type Tool, wasRefused } from "./tool.ts";

interface Told {
  readonly task: { readonly name: string };
  readonly hosts: {
    readonly localhost: { readonly failed?: boolean; readonly changed?: boolean; readonly msg?: unknown };
  };
}

const judged = ({ task: { name }, hosts: { localhost } }: Told) => {
  const text = JSON.stringify(localhost);
  const changedAgain = name.endsWith("(again)") && localhost.changed === true;
  const failed = localhost.failed === true;
  const kind =
    failed && (wasRefused(text) || text.includes("does not emulate"))
      ? "refused"
      : failed || changedAgain
        ? "wrong"
        : "right";
  const reason = changedAgain ? "changed something" : failed ? lastWords(String(localhost.msg)) : "";
  return { group: "Ansible", name, kind, reason } as const;
};

/** The modules of `amazon.aws` 10.1.2 and `community.aws` 10.0.0, which are in the package. */
export const ansible: Tool = {
  packages: ["ansible==12.3.0", "boto3==1.44.8"],
  speed: 20,
  pages: "aws",
  async attempts(bench) {
    const { output } = await bench.run("ansible-playbook", ["playbook.yml"]);
    return [...tasksTold<Told>(output).map(judged), ...(await inventoryAttempts(bench))];
  },
};

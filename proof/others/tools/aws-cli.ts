import { buildWeb, lastWords, type Tool, wasRefused } from "./tool.ts";

/** The commands that an operator types, in their order, each with a pattern of what it has to print, an error included. */
export const awsCli: Tool = {
  packages: ["awscli==1.46.3"],
  speed: 20,
  pages: "aws",
  async attempts({ playground, run, read }) {
    const commands: readonly (readonly [string, string])[] = JSON.parse(await read("commands.json"));
    await buildWeb(playground);
    const groups = (await playground.operate("elasticloadbalancing", "DescribeTargetGroups", {})) as {
      TargetGroups: readonly { TargetGroupArn: string; LoadBalancerArns: readonly string[] }[];
    };
    const [targetGroup] = groups.TargetGroups;
    const { Listeners } = (await playground.operate("elasticloadbalancing", "DescribeListeners", {
      LoadBalancerArn: targetGroup?.LoadBalancerArns[0],
    })) as { Listeners: readonly { ListenerArn: string; Protocol: string }[] };
    const listenerOf = (protocol: string) => Listeners.find(({ Protocol }) => Protocol === protocol)?.ListenerArn;
    const named: Readonly<Record<string, string | undefined>> = {
      "{loadBalancer}": targetGroup?.LoadBalancerArns[0],
      "{targetGroup}": targetGroup?.TargetGroupArn,
      "{listener}": listenerOf("HTTP"),
      "{secureListener}": listenerOf("HTTPS"),
      // Version 1 of the AWS CLI leaves AWS_ENDPOINT_URL aside for SQS.
      "{endpoint}": playground.url,
      "{queue}": `${playground.url}/${playground.account}/jobs`,
    };
    const attempts = [];
    for (const [command, expected] of commands) {
      const [, ...words] = command.split(" ");
      const { output } = await run(
        "aws",
        words.map((word) => named[word] ?? word),
      );
      const isRight = new RegExp(expected).test(output.trim());
      const kind = isRight && !wasRefused(output) ? "right" : wasRefused(output) ? "refused" : "wrong";
      const said = `said ${JSON.stringify(lastWords(output))}`;
      attempts.push({ group: "AWS CLI", name: command, kind, reason: kind === "right" ? "" : said } as const);
    }
    return attempts;
  },
};

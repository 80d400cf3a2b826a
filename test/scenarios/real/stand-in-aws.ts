/** A program that answers what a pipeline asks the AWS CLI, as it does: so that no test needs the CLI itself. */
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const program = `#!${process.execPath}
const ask = async () => {
  const answer = await fetch(process.env.STAND_IN_URL, { method: "POST", body: JSON.stringify(process.argv.slice(2)) });
  const { code, out, err } = await answer.json();
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = code;
};
ask();
`;

/** What `--query` picks, as text; a query that no pipeline asks is an error. */
const picked = (query: string | undefined, answer: object): string => {
  const { events = [] } = answer as { readonly events?: readonly HistoryEvent[] };
  switch (query) {
    case "[events[?type=='TaskStateEntered'].stateEnteredEventDetails.name | [0], events[?type=='TaskStateExited'].stateExitedEventDetails.output | [0]]": {
      const entered = events.find(({ type }) => type === "TaskStateEntered")?.stateEnteredEventDetails?.name;
      const exited = events.find(({ type }) => type === "TaskStateExited")?.stateExitedEventDetails?.output;
      return `${entered ?? "None"}\t${exited ?? "None"}`;
    }
    case "Arn":
    case "executionArn":
    case "status":
    case "error":
    case "cause":
    case "output":
      return Object.entries(answer).find(([name]) => name === query)?.[1] ?? "None";
    default:
      throw new Error(`The stand-in knows no query ${query}.`);
  }
};

interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** Puts `aws` into a folder; it makes its calls with the connection's credentials, which are over for as many calls of one kind as is said. */
export const standInAws = async (folder: string, connection: Connection) => {
  const states = new SFNClient(connection);
  const sts = new STSClient(connection);
  const expired = { command: "", times: 0 };

  const history = async (executionArn: string | undefined) => {
    // A page of AWS's is a hundred events, the playground's a few.
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await states.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, nextToken }));
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined && events.length < 100);
    return { events };
  };

  const call = (command: string, option: (name: string) => string | undefined): Promise<object> => {
    const executionArn = option("execution-arn");
    switch (command) {
      case "sts get-caller-identity":
        return sts.send(new GetCallerIdentityCommand({}));
      case "stepfunctions start-execution": {
        const [stateMachineArn, name, input] = [option("state-machine-arn"), option("name"), option("input")];
        return states.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      }
      case "stepfunctions describe-execution":
        return states.send(new DescribeExecutionCommand({ executionArn }));
      case "stepfunctions get-execution-history":
        return history(executionArn);
      default:
        throw new Error(`The stand-in knows no command ${command}.`);
    }
  };

  const answerTo = async ([service = "", operation = "", ...rest]: readonly string[]) => {
    const command = `${service} ${operation}`;
    const option = (name: string) => {
      const at = rest.indexOf(`--${name}`);
      return at < 0 ? undefined : rest[at + 1];
    };
    const failed = (name: string, message: string) => ({
      code: 254,
      out: "",
      err: `\nAn error occurred (${name}) when calling ${operation}: ${message}\n`,
    });
    if (command === expired.command && expired.times > 0) {
      expired.times--;
      return failed("ExpiredTokenException", "The security token included in the request is expired");
    }
    try {
      return { code: 0, out: `${picked(option("query"), await call(command, option))}\n`, err: "" };
    } catch (error) {
      const { name, message } = error as Error;
      return failed(name, message);
    }
  };

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", async () => {
      response.end(JSON.stringify(await answerTo(JSON.parse(body))));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const file = join(folder, "aws");
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The next calls of a command find that the credentials are over. */
    expire(command: string, times: number) {
      Object.assign(expired, { command, times });
    },
    async stop() {
      states.destroy();
      sts.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
};

/**
 * How quick the playground is beside that of an older commit, call by call, and whether its memory grows with the calls. Both run side by
 * side in one run, in turns: what else the machine does meets both.
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { aligned } from "../../command/formats/table.ts";
import { type Sender, senderTo, stagedCalls, type WireCall } from "./playground/calls.ts";
import type { Order, ServedSays } from "./playground/served.ts";

const help = `Usage: npm run bench:playground -- [--against COMMIT] [--rounds N] [--calls N] [--soak N] [--json]

  --against COMMIT  the commit whose playground runs beside this one; by default bd5e123, the last before it was made as unwilling as AWS
  --rounds N        how often both are measured, in turns; by default 9. The median of the rounds' ratios counts
  --calls N         calls of each operation in a round; by default 300
  --soak N          calls over which the memory is compared, after as many before; by default 200000
  --json            print one JSON document

Exit codes: 0 no call is slower than before and memory is flat, 1 not, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    against: { type: "string", default: "bd5e123" },
    rounds: { type: "string", default: "9" },
    calls: { type: "string", default: "300" },
    soak: { type: "string", default: "200000" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What a noisy machine makes of equals; more than that is slower. */
const tolerated = { slower: 1.1, grown: 1.1 };

const repository = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sarcelle-bench-"));
const template = join(folder, "template.json");
const account = "123456789012";
const stateMachineArn = `arn:aws:states:eu-west-1:${account}:stateMachine:bench`;

const writeTemplate = () => {
  const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
  const definition = { QueryLanguage: "JSONata", StartAt: "Done", States: { Done: { Type: "Succeed" } } };
  const Resources = {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { RoleName: "bench", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] } },
    },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        StateMachineName: "bench",
        DefinitionString: JSON.stringify(definition),
        RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
      },
    },
  };
  writeFileSync(template, JSON.stringify({ Resources }));
};

/** The other commit's files, on this one's packages. */
const checkOut = (commit: string): string => {
  const checkout = join(folder, "other");
  execFileSync("git", ["worktree", "add", "--quiet", "--detach", checkout, commit], { cwd: repository, stdio: "pipe" });
  symlinkSync(join(repository, "node_modules"), join(checkout, "node_modules"));
  return checkout;
};

interface Contestant {
  readonly startedIn: number;
  readonly sender: Sender;
  readonly calls: Readonly<Record<string, WireCall>>;
  memory(): Promise<Extract<ServedSays, { readonly residentMegabytes: number }>>;
  stop(): Promise<void>;
  /** How many calls were sent: names of executions are new each time. */
  sent: number;
}

const told = async (child: ChildProcess): Promise<ServedSays> => (await once(child, "message"))[0] as ServedSays;

const start = async (checkout: string): Promise<Contestant> => {
  const script = fileURLToPath(new URL("playground/served.ts", import.meta.url));
  const child = fork(script, [checkout, template], {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const up = await told(child);
  if (!("url" in up)) throw new Error("The playground did not say where it is.");
  const sender = senderTo(up.url, 8);
  const order = (what: Order) => child.send(what);
  return {
    startedIn: up.startedIn,
    sender,
    calls: await stagedCalls(up.url, sender, stateMachineArn),
    sent: 0,
    async memory() {
      order("memory");
      const memory = await told(child);
      if (!("residentMegabytes" in memory)) throw new Error("The playground did not tell its memory.");
      return memory;
    },
    async stop() {
      sender.close();
      order("stop");
      await once(child, "exit");
    },
  };
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** The median latency of so many calls, one after the other, in milliseconds. */
const latency = async (contestant: Contestant, call: WireCall, count: number): Promise<number> => {
  const taken: number[] = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    await contestant.sender.send(call, contestant.sent++);
    taken.push(performance.now() - began);
  }
  return median(taken);
};

interface Measured {
  readonly operation: string;
  readonly before: number;
  readonly now: number;
  readonly ratio: number;
}

/** In turns, beginning with the one and then with the other. */
const race = async (
  other: Contestant,
  own: Contestant,
  rounds: number,
  calls: number,
): Promise<readonly Measured[]> => {
  const measured: Measured[] = [];
  for (const [operation, call] of Object.entries(own.calls)) {
    const pairs: { readonly before: number; readonly now: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const ofOther = () => latency(other, other.calls[operation] ?? call, calls);
      const ofOwn = () => latency(own, call, calls);
      if (round % 2 === 0) {
        const before = await ofOther();
        pairs.push({ before, now: await ofOwn() });
      } else {
        const now = await ofOwn();
        pairs.push({ before: await ofOther(), now });
      }
    }
    measured.push({
      operation,
      before: median(pairs.map(({ before }) => before)),
      now: median(pairs.map(({ now }) => now)),
      ratio: median(pairs.map(({ before, now }) => now / before)),
    });
  }
  return measured;
};

/**
 * The memory before and after so many calls, of all operations in turn that leave no more behind each time. As many go before: until then V8
 * asks for more and keeps what it once asked for.
 */
const soak = async (contestant: Contestant, count: number) => {
  const { StartExecution: _leavesAnExecution, ...others } = contestant.calls;
  const calls = Object.values(others);
  const run = async (until: number) => {
    const worker = async () => {
      while (contestant.sent < until) {
        const n = contestant.sent++;
        const call = calls[n % calls.length];
        if (call !== undefined) await contestant.sender.send(call, n);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return contestant.memory();
  };
  const from = contestant.sent;
  return { before: await run(from + count), after: await run(from + 2 * count) };
};

const main = async (): Promise<number> => {
  writeTemplate();
  const other = await start(checkOut(values.against));
  const own = await start(repository);
  const measured = await race(other, own, Number(values.rounds), Number(values.calls));
  await other.stop();
  const memory = await soak(own, Number(values.soak));
  const startedIn = own.startedIn;
  await own.stop();
  const grown = memory.after.residentMegabytes / memory.before.residentMegabytes;
  const missed = [
    ...measured.filter(({ ratio }) => ratio > tolerated.slower).map(({ operation }) => `${operation} is slower`),
    ...(grown > tolerated.grown ? ["memory grows with the calls"] : []),
  ];
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ against: values.against, measured, memory, startedIn, missed }, undefined, 2)}\n`,
    );
  } else {
    const rows = measured.map(({ operation, before, now, ratio }) => [
      operation,
      `${before.toFixed(2)} ms`,
      `${now.toFixed(2)} ms`,
      ratio.toFixed(2),
    ]);
    const text = [
      aligned(["call", values.against, "now", "ratio"], rows),
      "",
      `memory after ${values.soak} calls: ${memory.before.residentMegabytes} MB resident, ${memory.before.heapMegabytes} MB of heap; after as many more: ${memory.after.residentMegabytes} and ${memory.after.heapMegabytes} MB`,
      ...missed.map((line) => `missed: ${line}`),
    ];
    process.stdout.write(`${text.join("\n")}\n`);
  }
  return missed.length === 0 ? 0 : 1;
};

if (values.help) {
  process.stdout.write(help);
} else {
  try {
    process.exitCode = await main();
  } finally {
    execFileSync("git", ["worktree", "remove", "--force", join(folder, "other")], { cwd: repository, stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  }
}

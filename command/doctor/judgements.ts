/** What is made of what was read of an installation: no look at anything, so that each has its table of cases. */
import { isoTime, milliseconds } from "../../src/clock.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { plural } from "../../src/deployment/gates.ts";
import type { Finding } from "../../src/inventory/findings/schema.ts";
import { sayNothing, type TrailView, tellingTrail } from "../../src/inventory/trails.ts";
import { doubtful, type Symptom, unclear, well, wrong } from "./diagnosis.ts";

/** Whose the credentials are, and how long they last, as far as that is known. */
export interface Credentials {
  readonly caller: string;
  /** In milliseconds since the epoch. */
  readonly expires: number | undefined;
  /** Whether they are a session's, which ends; an access key of a user does not. */
  readonly isSession: boolean;
}

/** Less than a deployment takes, as a rule: who follows one loses sight of it. */
const shortMilliseconds = milliseconds.hour;

const minutesOf = (duration: number): number => Math.floor(duration / milliseconds.minute);

/** Says whose credentials there are, and warns of a session that ends before a deployment may. */
export const credentialsFound = ({ caller, expires, isSession }: Credentials, now: number): Symptom => {
  if (expires === undefined)
    return isSession
      ? unclear(`${caller}, by a session; when that ends is not said with these credentials.`)
      : well(`${caller}, by an access key that does not end by itself.`);
  const left = expires - now;
  if (left <= 0) return wrong(`${caller}, by a session that ended at ${isoTime(expires)}.`, "Sign in again.");
  const says = `${caller}, for ${minutesOf(left)} min more, until ${isoTime(expires)}`;
  return left < shortMilliseconds
    ? doubtful(
        `${says}: a deployment that is followed may take longer. It goes on without them.`,
        "Sign in again before you follow one with --wait.",
      )
    : well(`${says}.`);
};

/** AWS refuses a request that is dated so far off. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html ("within 5 minutes") */
const refusedMilliseconds = 5 * milliseconds.minute;
const noticeableMilliseconds = 30 * milliseconds.second;

const ofAws = /\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** How far this machine's clock is off, by the time that `host` put on an answer; both in milliseconds since the epoch. */
export const clockFound = (host: string, awsTime: number | undefined, ours: number): Symptom => {
  if (awsTime === undefined || Number.isNaN(awsTime)) return unclear("AWS's answer said no time.");
  const off = ours - awsTime;
  const seconds = Math.round(Math.abs(off) / 1_000);
  if (!ofAws.test(host))
    return well(`${host} answers, which is not AWS and has a time of its own: ${isoTime(awsTime)}.`);
  if (Math.abs(off) < noticeableMilliseconds) return well(`${seconds} s off AWS's.`);
  const says = `This machine's clock is ${seconds} s ${off > 0 ? "ahead of" : "behind"} AWS's`;
  const todo = "Set the clock, or let it be set (NTP).";
  return Math.abs(off) < refusedMilliseconds
    ? doubtful(`${says}; from ${refusedMilliseconds / 60_000} min on AWS refuses what is signed with it.`, todo)
    : wrong(`${says}, which is more than AWS takes in a signature.`, todo);
};

/** What an installation is made of, by kind, and what of it is there. */
export interface Part {
  /** In the plural, such as `functions`. */
  readonly kind: string;
  readonly expected: readonly string[];
  /** What is there, each with what keeps it from working; undefined where it works. */
  readonly there: ReadonlyMap<string, string | undefined>;
}

/** An expected name that ends in a hyphen is that of one whose last part AWS makes up. */
const isNamed =
  (expected: string) =>
  (name: string): boolean =>
    expected.endsWith("-") ? name.startsWith(expected) : name === expected;

const again = 'Deploy Sarcelle again: docs/operate.md, "Deploying it".';

/** Whether all of an installation is there and works. */
export const partsFound = (parts: readonly Part[]): readonly Symptom[] => {
  const missing = parts.flatMap(({ kind, expected, there }) => {
    const names = [...there.keys()];
    const lost = expected.filter((name) => !names.some(isNamed(name)));
    return lost.length === 0 ? [] : [`${kind}: ${lost.join(", ")}`];
  });
  // What is there for whoever asks for it, such as the rules by which AMIs are followed, is not expected to work.
  const broken = parts.flatMap(({ kind, expected, there }) =>
    [...there].flatMap(([name, why]) =>
      why === undefined || !expected.some((each) => isNamed(each)(name)) ? [] : [`${kind}: ${name} ${why}`],
    ),
  );
  if (missing.length === 0 && broken.length === 0)
    return [well(`All is there: ${parts.map(({ kind, expected }) => `${expected.length} ${kind}`).join(", ")}.`)];
  return [
    ...(missing.length === 0 ? [] : [wrong(`Some of it is missing. ${missing.join("; ")}.`, again)]),
    ...(broken.length === 0 ? [] : [wrong(`Some of it does not work. ${broken.join("; ")}.`, again)]),
  ];
};

/** The rules by which it is heard of AMIs, among those of the stack: the framework names them after their function. */
const followsAmis = (rule: string): boolean => rule.startsWith("followImages-");

/** Whether AMIs are followed, where environments are registered to: their rules are deployed, and rest unless they are asked for. */
export const followingFound = (
  environments: readonly Pick<AnyEnvironment, "name" | "follows">[],
  rules: ReadonlyMap<string, string | undefined>,
): readonly Symptom[] => {
  const names = environments.filter(({ follows }) => follows !== undefined).map(({ name }) => name);
  if (names.length === 0) return [];
  const own = [...rules].filter(([rule]) => followsAmis(rule));
  const resting = own.filter(([, why]) => why !== undefined);
  if (own.length > 0 && resting.length === 0) return [well(`${names.join(", ")}: new AMIs are heard of.`)];
  return [
    doubtful(
      `${names.join(", ")} ${names.length === 1 ? "is" : "are"} registered to follow AMIs ('follows'), and ${
        own.length === 0
          ? "no rule hears of AMIs"
          : `${resting.length} of the ${own.length} rules that hear of AMIs are disabled`
      }: no AMI starts a deployment.`,
      "Deploy Sarcelle with --param followImages=true, or take 'follows' out of the registration.",
    ),
  ];
};

/** Whether what is deployed is of the command's version; `deployed` is undefined where the stack does not say. */
export const versionFound = (deployed: string | undefined, own: string): Symptom => {
  if (deployed === own) return well(`${own}, as this command.`);
  return doubtful(
    `This command is of version ${own}, and the deployed stack ${deployed === undefined ? "of one that does not say which it is" : `of ${deployed}`}.`,
    `Use the command of that version, or deploy this one: docs/operate.md, "Deploying it".`,
  );
};

/** How many messages each dead-letter queue holds, by its name. */
export const deadLettersFound = (counts: ReadonlyMap<string, number>): readonly Symptom[] => {
  const full = [...counts].filter(([, count]) => count > 0);
  if (counts.size === 0) return [unclear("There is no dead-letter queue to look into.")];
  if (full.length === 0) return [well("None.")];
  return full.map(([name, count]) =>
    doubtful(
      `${plural(count, "message")} in ${name}: what could not be handled, after all tries.`,
      `Read one ('aws sqs receive-message'), and the log of the function that it was for; once that is mended, 'aws sqs start-message-move-task' sends them again.`,
    ),
  );
};

/** Who hears of a topic: the ARN of each subscription, or AWS's word for one that nobody has confirmed. */
export interface Subscribed {
  readonly topic: string;
  readonly subscriptions: readonly { readonly arn: string; readonly protocol: string; readonly endpoint: string }[];
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html: what stands in place of the ARN until then. */
const pending = "PendingConfirmation";

/** That of people: what is told of deployments, and findings in words. */
const forPeople = ({ topic }: Subscribed): boolean => topic.endsWith("-notifications");

/** One warning, whatever number of topics nobody hears: where somebody hears of all that is told to people, the others are a choice. */
const unheard = (topics: readonly Subscribed[]): readonly Symptom[] => {
  const silent = topics.filter(({ subscriptions }) => subscriptions.length === 0);
  const first = silent.find(forPeople);
  if (silent.length === 0) return [];
  const names = silent.map(({ topic }) => topic.split(":").at(-1)).join(", ");
  if (first === undefined && topics.some(forPeople)) return [well(`Nobody hears ${names}, which need not be.`)];
  return [
    doubtful(
      `Nobody hears what is told at ${names}.`,
      `aws sns subscribe --topic-arn ${(first ?? silent[0])?.topic} --protocol email --notification-endpoint YOU`,
    ),
  ];
};

/** Whether somebody hears of what the stack tells, and who does not although he was to. */
export const subscriptionsFound = (topics: readonly Subscribed[]): readonly Symptom[] => [
  ...unheard(topics),
  ...topics.flatMap(({ topic, subscriptions }): readonly Symptom[] => {
    if (subscriptions.length === 0) return [];
    const unconfirmed = subscriptions.filter(({ arn }) => arn === pending);
    return unconfirmed.length === 0
      ? [well(`${plural(subscriptions.length, "subscription")} of ${topic}, confirmed.`)]
      : unconfirmed.map(({ protocol, endpoint }) =>
          doubtful(
            `${endpoint} (${protocol}) has not confirmed the subscription of ${topic}, and hears nothing.`,
            "Follow the link in the message that AWS sent there, or subscribe it again.",
          ),
        );
  }),
];

/** As many as are told one by one. */
const mostFindings = 5;

/** What the inventory found of an environment, and has not seen mended. */
export const openFindings = (
  environment: string,
  stored: readonly {
    readonly finding: Pick<Finding, "environment" | "status" | "level" | "rule" | "found" | "resource">;
  }[],
): readonly Symptom[] => {
  const open = stored
    .map(({ finding }) => finding)
    .filter((finding) => finding.status === "open" && finding.environment === environment);
  if (open.length === 0) return [well("None is open.")];
  const todo = `sarcelle findings --environment ${environment}`;
  const told = open
    .slice(0, mostFindings)
    .map(({ level, rule, found, resource }) =>
      doubtful(`${level}: ${rule}: ${resource.type} ${resource.name}: ${found}.`, todo),
    );
  const more = open.length - told.length;
  return more > 0 ? [...told, doubtful(`And ${plural(more, "other")}.`, todo)] : told;
};

/** Says whether it is known who changes something. */
export const trailFound = (trails: readonly TrailView[]): Symptom => {
  const good = tellingTrail(trails);
  if (good !== undefined) return well(`${good.name} logs what changes something.`);
  return doubtful(
    `${sayNothing(trails)}: what others change in AWS is not told as it happens. The inventory sees it in the next sweep, within the hour, and nobody can say who did it.`,
    'Make a trail of management events (CloudTrail, "Create trail"); the first copy of them costs nothing but its storage.',
  );
};

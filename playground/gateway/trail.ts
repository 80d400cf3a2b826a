/**
 * CloudTrail, as far as EventBridge passes it on: an `AWS API Call via CloudTrail` for each call that changes something, in the
 * shapes of recorded ones. Calls that AWS's services make of each other behind the API are not told.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { uuid } from "../world/random.ts";
import type { Surroundings } from "../world/service.ts";

export interface TrailedCall {
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly requestId: string;
  readonly input: unknown;
  /** What the service answered, if it did. */
  readonly output?: unknown;
  /** The error's name, if the call failed. */
  readonly error?: string;
  readonly at: number;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `VPCZoneIdentifier` becomes `vPCZoneIdentifier`: only the first letter changes. */
const camelCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelCase);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [lowerFirst(key), camelCase(each)]));
};

const given = (value: unknown): Fields =>
  isFields(value) ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) : {};

const orNull = (fields: Fields): Fields | null => (Object.keys(fields).length === 0 ? null : fields);

const items = (name: string, values: unknown) =>
  Array.isArray(values)
    ? { items: values.map((value) => (isFields(value) ? camelCase(value) : { [name]: value })) }
    : {};

interface Told {
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
}

/** EC2's older calls are told as the XML that they were: sets with `items`. */
const ec2Sets = (input: Fields, output: Fields): Told => {
  const { InstanceIds, Resources, Tags, ...rest } = input;
  const { Instances, TerminatingInstances, StartingInstances, StoppingInstances, ...answered } = output;
  const instances = Instances ?? TerminatingInstances ?? StartingInstances ?? StoppingInstances;
  return {
    requestParameters: {
      ...(camelCase(rest) as Fields),
      ...(InstanceIds === undefined ? {} : { instancesSet: items("instanceId", InstanceIds) }),
      ...(Resources === undefined ? {} : { resourcesSet: items("resourceId", Resources) }),
      ...(Tags === undefined ? {} : { tagSet: items("key", Tags) }),
    },
    responseElements: orNull({
      ...(camelCase(answered) as Fields),
      ...(instances === undefined ? {} : { instancesSet: items("instanceId", instances) }),
    }),
  };
};

/** EC2's newer calls are nested in a request and a response of their name. */
const ec2Nested = (operation: string, input: Fields, output: Fields, requestId: string): Told => ({
  requestParameters: { [`${operation}Request`]: input },
  responseElements: {
    [`${operation}Response`]: {
      xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/",
      ...(camelCase(output) as Fields),
      requestId,
    },
  },
});

const told = ({ service, operation, input, output, requestId }: TrailedCall): Told => {
  const [asked, answered] = [given(input), given(output)];
  if (service === "ec2")
    return /LaunchTemplate/.test(operation)
      ? ec2Nested(operation, asked, answered, requestId)
      : ec2Sets(asked, answered);
  return {
    requestParameters: camelCase(asked),
    // Auto Scaling's calls are recorded without their answer.
    responseElements: service === "autoscaling" ? null : orNull(camelCase(answered) as Fields),
  };
};

const identityOf = (arn: string): Fields => {
  const [, , , accountId = "", name = ""] = /^arn:(aws[\w-]*):(\w+):[^:]*:(\d*):(.*)$/.exec(arn) ?? [];
  const [kind, role, session] = name.split("/");
  if (kind !== "assumed-role") return { type: "IAMUser", principalId: arn, arn, accountId, userName: role };
  const issuer = { type: "Role", arn: `arn:aws:iam::${accountId}:role/${role}`, accountId, userName: role };
  return {
    type: "AssumedRole",
    principalId: `${role}:${session}`,
    arn,
    accountId,
    sessionContext: { sessionIssuer: issuer },
  };
};

const apiVersions: Readonly<Record<string, string>> = {
  autoscaling: "2011-01-01",
  ec2: "2016-11-15",
  elasticloadbalancing: "2015-12-01",
};

/** Events come within seconds; AWS says nothing of how late they may be. */
const soonest = 1_000;
const latest = 5_000;

const wholeSeconds = (time: number) => new Date(Math.floor(time / 1_000) * 1_000).toISOString().replace(".000Z", "Z");

/** Takes each finished call that was meant to change something. */
export const createTrail =
  ({ clock, random, account, region, emit }: Omit<Surroundings, "pageSize" | "lag">) =>
  (call: TrailedCall): void => {
    const apiVersion = apiVersions[call.service];
    if (apiVersion === undefined) return;
    const eventTime = wholeSeconds(call.at);
    const detail = {
      eventVersion: "1.11",
      userIdentity: identityOf(call.principal),
      eventTime,
      eventSource: `${call.service}.amazonaws.com`,
      eventName: call.operation,
      awsRegion: region,
      sourceIPAddress: "127.0.0.1",
      userAgent: "playground",
      ...(call.error === undefined
        ? told(call)
        : { errorCode: call.error, requestParameters: told(call).requestParameters, responseElements: null }),
      requestID: call.requestId,
      eventID: uuid(random),
      readOnly: false,
      eventType: "AwsApiCall",
      apiVersion,
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
    };
    clock.after(soonest + random() * (latest - soonest), () =>
      emit({
        source: `aws.${call.service}`,
        detailType: "AWS API Call via CloudTrail",
        // The ARNs are in the parameters and in the answer.
        resources: [],
        detail: JSON.parse(JSON.stringify(detail)),
        time: Date.parse(eventTime),
      }),
    );
  };

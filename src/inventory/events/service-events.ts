/** Events that EC2, Auto Scaling and the tagging service send themselves. */
import { groupRef, instanceRef, type Place, parseArn } from "../arn.ts";
import type { Hint } from "../hint.ts";
import type { Facts, TypedArn } from "../model.ts";
import type { Envelope } from "./envelope.ts";
import { type Heard, heardOf, ignored } from "./heard.ts";

const placeOf = ({ account, region }: Envelope): Place => ({ account, region });

const text = (value: unknown): string | undefined => {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? undefined : trimmed;
};

const hintsFor = (event: Envelope, refs: readonly TypedArn[], more: Partial<Hint> = {}): readonly Hint[] =>
  [...new Map(refs.map((ref) => [ref.arn, ref])).values()].map((ref) => ({
    ref,
    occurredAt: event.time,
    eventId: event.id,
    event: event["detail-type"],
    ...more,
  }));

/** Whatever the event is about, these are the resources that it names. */
const named = (event: Envelope): readonly TypedArn[] =>
  event.resources.flatMap((arn) => {
    const parsed = parseArn(arn);
    return parsed === undefined ? [] : [parsed.ref];
  });

/** `EC2 Instance State-change Notification`. The documentation's sample has a space before the id, and another account in the ARN. */
const hearInstance = (event: Envelope): Heard => {
  const id = text(event.detail["instance-id"]);
  const refs = id === undefined ? named(event) : [instanceRef(placeOf(event), id)];
  // A state that nobody has heard of is as good a reason to look as any.
  const removed = event.detail.state === "terminated" ? { removed: true } : {};
  return heardOf(hintsFor(event, refs, removed), "no instance is named");
};

/**
 * All of Auto Scaling's: activities, lifecycle actions, instance refreshes. A failed launch has an empty instance id; `Origin` and
 * `Destination` tell a termination from a move into the warm pool. None of them is a death: the look says what is.
 */
const hearAutoScaling = (event: Envelope): Heard => {
  const place = placeOf(event);
  const group = text(event.detail.AutoScalingGroupName);
  const instance = text(event.detail.EC2InstanceId);
  const refs = [
    ...named(event),
    ...(group === undefined ? [] : [groupRef(place, group)]),
    ...(instance === undefined ? [] : [instanceRef(place, instance)]),
  ];
  return heardOf(hintsFor(event, refs), "neither a group nor an instance is named");
};

/** The version has been seen as 3, 4.0, "5" and not at all. */
const versionOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

const tagsOf = (value: unknown): Facts["tags"] =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]))
    : {};

/** `Tag Change on Resource`. A deleted key is in `changed-tag-keys` and not in `tags`; `tags` are all that there are now. */
const hearTags = (event: Envelope): Heard => {
  const version = versionOf(event.detail.version);
  const tagged = version === undefined ? {} : { tagged: { version, tags: tagsOf(event.detail.tags) } };
  return heardOf(hintsFor(event, named(event), tagged), "a tag of something that the inventory does not hold");
};

const sources: Readonly<Record<string, (event: Envelope) => Heard>> = {
  "aws.autoscaling": hearAutoScaling,
  "aws.tag": hearTags,
};

/** What an event of EC2, Auto Scaling or tagging says. */
export const hearService = (event: Envelope): Heard => {
  const hear = sources[event.source];
  if (hear !== undefined) return hear(event);
  if (event.source === "aws.ec2" && event["detail-type"] === "EC2 Instance State-change Notification")
    return hearInstance(event);
  // An event that is new to us still says what it is about.
  const refs = named(event);
  return refs.length > 0
    ? heardOf(hintsFor(event, refs), "")
    : ignored(`unknown event '${event["detail-type"]}' of '${event.source}'`);
};

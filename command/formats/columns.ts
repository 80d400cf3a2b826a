/** The columns in which resources are listed for people and spreadsheets. */
import { isoTime } from "../../src/clock.ts";
import { idOf } from "../../src/inventory/arn.ts";
import { type Existing, privateAddress, text } from "../../src/inventory/attributes.ts";

export interface Column {
  readonly title: string;
  readonly of: (resource: Existing) => string;
}

export const columns: readonly Column[] = [
  { title: "environment", of: ({ facts }) => facts.environment ?? "" },
  { title: "side", of: ({ facts }) => facts.side ?? "" },
  { title: "type", of: ({ ref }) => ref.type },
  { title: "id", of: ({ ref }) => idOf(ref) },
  { title: "name", of: ({ facts }) => facts.name },
  { title: "version", of: ({ facts }) => facts.version ?? "" },
  { title: "commit", of: ({ facts }) => facts.commit?.slice(0, 7) ?? "" },
  { title: "state", of: ({ facts }) => text(facts, "state") ?? "" },
  { title: "zone", of: ({ facts }) => text(facts, "availabilityZone") ?? "" },
  { title: "address", of: ({ facts }) => privateAddress({ facts }) ?? text(facts, "dnsName") ?? "" },
  { title: "image", of: ({ facts }) => text(facts, "imageId") ?? "" },
  { title: "since", of: ({ trueFrom }) => isoTime(trueFrom) },
];

/** What a spreadsheet has beside: what is too long for a screen. */
export const wideColumns: readonly Column[] = [
  ...columns,
  { title: "observed", of: ({ observedAt }) => isoTime(observedAt) },
  { title: "arn", of: ({ ref }) => ref.arn },
];

/**
 * Prometheus's `http_sd` (and `file_sd`) JSON: a list of `{ targets, labels }`. See "Writing HTTP service discovery": no target is
 * `[]`, and label values are strings.
 */
import { idOf } from "../../src/inventory/arn.ts";
import { type Existing, privateAddress, text } from "../../src/inventory/attributes.ts";

export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Plain labels stay on every series: those that people ask by. `__meta_` labels are there for relabelling, and go after it; so
 * a new image or address alone does not begin new series.
 */
const labelsOf = ({ ref, facts }: Existing): TargetGroup["labels"] => {
  const labels: Readonly<Record<string, string | undefined>> = {
    environment: facts.environment,
    side: facts.side,
    version: facts.version,
    __meta_sarcelle_commit: facts.commit,
    __meta_sarcelle_instance_id: idOf(ref),
    __meta_sarcelle_instance_type: text(facts, "instanceType"),
    __meta_sarcelle_zone: text(facts, "availabilityZone"),
    __meta_sarcelle_image_id: text(facts, "imageId"),
    __meta_sarcelle_group: text(facts, "group"),
    __meta_sarcelle_public_ip: text(facts, "publicIp"),
    __meta_sarcelle_ipv6: text(facts, "ipv6"),
  };
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""),
  );
};

/** As the host of a URL: an IPv6 address stands in brackets, so that a port can follow it. */
const hostOf = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/**
 * The running instances, by private address. The port is that of an exporter, which AWS does not know: relabel `__address__`, as with
 * Prometheus's own discovery of EC2.
 */
export const prometheusFormat = (resources: readonly Existing[]): readonly TargetGroup[] =>
  resources
    .filter(({ ref, facts }) => ref.type === "instance" && text(facts, "state") === "running")
    .flatMap((instance) => {
      const address = privateAddress(instance);
      return address === undefined ? [] : [{ targets: [hostOf(address)], labels: labelsOf(instance) }];
    });

/** Key pairs, by which a launch may name who can log in. Nobody can here: no key is made, and none is kept. */
import type {
  CreateKeyPairCommandInput,
  CreateKeyPairCommandOutput,
  DeleteKeyPairCommandInput,
  DeleteKeyPairCommandOutput,
  DescribeKeyPairsCommandInput,
  DescribeKeyPairsCommandOutput,
  ImportKeyPairCommandInput,
  ImportKeyPairCommandOutput,
  KeyType,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { hex } from "../../../world/random.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { needsToCreate } from "../creation-needs.ts";
import { derivedHex } from "../derived-id.ts";
import { missingParameter } from "../errors.ts";
import { filtered } from "../filters.ts";
import { unknownKeyPair } from "../launch-refusals.ts";
import { arnOf, type KeyPair } from "../resources.ts";
import { requestedTags, tagList } from "../tagging.ts";

const keyPairNeeds =
  ({ surroundings }: Ec2Context, name: string) =>
  ({
    KeyName = "*",
    TagSpecifications,
  }: {
    KeyName?: string | undefined;
    TagSpecifications?: TagSpecification[] | undefined;
  }): Need[] =>
    needsToCreate(surroundings, name, "key-pair", requestedTags(TagSpecifications, "key-pair"), KeyName);

const fingerprintOf = (text: string) => (derivedHex(text, 40).match(/../g) ?? []).join(":");

const added = (
  ec2: Ec2Context,
  name: string | undefined,
  type: KeyPair["type"],
  material: string,
  tags: KeyPair["tags"],
): KeyPair => {
  const keyPairs = ec2.resources["key-pair"];
  if (name === undefined) throw missingParameter("KeyName");
  if (keyPairs.values().some((pair) => pair.name === name))
    throw new AwsError("InvalidKeyPair.Duplicate", `The keypair '${name}' already exists.`);
  const { random, clock } = ec2.surroundings;
  const pair = {
    id: `key-${hex(random, 17)}`,
    tags,
    name,
    type,
    fingerprint: fingerprintOf(`${name} ${material}`),
    createdAt: clock.now(),
  };
  keyPairs.put(pair.id, pair);
  ec2.tagging.created("key-pair", pair);
  return pair;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html */
export const createKeyPair = (ec2: Ec2Context) =>
  operation<CreateKeyPairCommandInput, CreateKeyPairCommandOutput>({
    accepts: ["KeyName", "KeyType", "KeyFormat", "TagSpecifications"],
    needs: keyPairNeeds(ec2, "CreateKeyPair"),
    run({ KeyName, KeyType = "rsa", TagSpecifications }) {
      const pair = added(ec2, KeyName, KeyType as KeyType, "", requestedTags(TagSpecifications, "key-pair"));
      return {
        KeyPairId: pair.id,
        KeyName: pair.name,
        KeyFingerprint: pair.fingerprint,
        // No key at all, so that none can leak.
        KeyMaterial: "-----BEGIN RSA PRIVATE KEY-----\n\n-----END RSA PRIVATE KEY-----",
        Tags: tagList(pair.tags),
      };
    },
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportKeyPair.html */
export const importKeyPair = (ec2: Ec2Context) =>
  operation<ImportKeyPairCommandInput, ImportKeyPairCommandOutput>({
    accepts: ["KeyName", "PublicKeyMaterial", "TagSpecifications"],
    needs: keyPairNeeds(ec2, "ImportKeyPair"),
    run({ KeyName, PublicKeyMaterial, TagSpecifications }) {
      if (PublicKeyMaterial === undefined) throw missingParameter("PublicKeyMaterial");
      const text = Buffer.from(PublicKeyMaterial).toString();
      const type = text.startsWith("ssh-ed25519 ") ? "ed25519" : text.startsWith("ssh-rsa ") ? "rsa" : undefined;
      if (type === undefined) throw new AwsError("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
      const pair = added(ec2, KeyName, type, text, requestedTags(TagSpecifications, "key-pair"));
      return {
        KeyPairId: pair.id,
        KeyName: pair.name,
        KeyFingerprint: pair.fingerprint,
        Tags: tagList(pair.tags),
      };
    },
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html */
export const describeKeyPairs = ({ resources }: Ec2Context) =>
  operation<DescribeKeyPairsCommandInput, DescribeKeyPairsCommandOutput>({
    accepts: ["KeyNames", "KeyPairIds", "Filters"],
    run({ KeyNames = [], KeyPairIds = [], Filters }) {
      const seen = resources["key-pair"].seenValues();
      const unknown = KeyNames.find((name) => !seen.some((pair) => pair.name === name));
      if (unknown !== undefined) throw unknownKeyPair(unknown);
      const unknownId = KeyPairIds.find((id) => !seen.some((pair) => pair.id === id));
      if (unknownId !== undefined) throw unknownKeyPair(unknownId);
      const asked = seen.filter(
        ({ id, name }) =>
          KeyNames.length + KeyPairIds.length === 0 || KeyNames.includes(name) || KeyPairIds.includes(id),
      );
      const matching = filtered(asked, Filters, {
        "key-name": ({ name }) => [name],
        "key-pair-id": ({ id }) => [id],
        fingerprint: ({ fingerprint }) => [fingerprint],
      });
      return {
        KeyPairs: matching.map(({ id, name, type, fingerprint, createdAt, tags }) => ({
          KeyPairId: id,
          KeyName: name,
          KeyType: type,
          KeyFingerprint: fingerprint,
          CreateTime: new Date(createdAt),
          Tags: tagList(tags) ?? [],
        })),
      };
    },
  });

/** Of a pair that is not there: done, as AWS says. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteKeyPair.html */
export const deleteKeyPair = (ec2: Ec2Context) =>
  operation<DeleteKeyPairCommandInput, DeleteKeyPairCommandOutput>({
    accepts: ["KeyName", "KeyPairId"],
    needs({ KeyName, KeyPairId }) {
      const pair = ec2.resources["key-pair"].values().find(({ id, name }) => id === KeyPairId || name === KeyName);
      const resource = arnOf(ec2.surroundings, "key-pair", KeyName ?? pair?.name ?? "*");
      return [{ action: "ec2:DeleteKeyPair", resource, tags: pair?.tags ?? {} }];
    },
    run({ KeyName, KeyPairId }) {
      if (KeyName === undefined && KeyPairId === undefined) throw missingParameter("KeyName or KeyPairId");
      const keyPairs = ec2.resources["key-pair"];
      const pair = keyPairs.values().find(({ id, name }) => id === KeyPairId || name === KeyName);
      if (pair !== undefined) keyPairs.remove(pair.id);
      return { Return: true, ...(pair === undefined ? {} : { KeyPairId: pair.id }) };
    },
  });

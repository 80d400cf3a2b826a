/** The image that a release names, where it does not say its id: looked up once, before the first change, and kept with its id. */
import { DescribeImagesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { type Image, imageInWords } from "../deployment/image.ts";
import type { AnyRequest, AskedRelease, Release, RollingRequest } from "../deployment/request.ts";
import { InvalidInput } from "../errors.ts";
import { allPages } from "../resources/pages.ts";

interface Clients {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
}

type Found = Pick<Release, "imageId" | "imageFrom">;

const byName = async (client: EC2Client, image: Extract<Image, { readonly name: string }>): Promise<Found> => {
  const { name, owner } = image;
  const asked = { Owners: [owner], Filters: [{ Name: "name", Values: [name] }] };
  const images = await allPages(async (NextToken) => {
    const answer = await client.send(new DescribeImagesCommand({ ...asked, NextToken }));
    return [answer.Images, answer.NextToken];
  });
  const [only, ...others] = images;
  if (only?.ImageId === undefined)
    throw new InvalidInput(
      `The release's image was not found: ${owner === "self" ? "this account has" : `${owner} has, for this account,`} no AMI named '${name}' in this region. Correct release.image.name, or say whose it is (release.image.owner). Nothing was changed.`,
    );
  if (others.length > 0)
    throw new InvalidInput(
      `The release's image is not clear: ${images.length} AMIs of ${owner} are named '${name}' (${images.map(({ ImageId, CreationDate }) => `${ImageId} of ${CreationDate}`).join(", ")}). Name one by its id, as release.imageId. Nothing was changed.`,
    );
  return { imageId: only.ImageId, imageFrom: image };
};

const ofParameter = async (client: SSMClient, { parameter }: { readonly parameter: string }): Promise<Found> => {
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names: [parameter] }));
  const [found] = Parameters;
  if (found === undefined)
    throw new InvalidInput(
      `The release's image was not found: there is no SSM parameter '${parameter}' here, or not in that version. Correct release.image.parameter. Nothing was changed.`,
    );
  const { Type: type, Value: value = "", Version: version } = found;
  // What else it holds may be a secret, and is not told.
  if (type !== "String" || !/^ami-[0-9a-f]+$/.test(value))
    throw new InvalidInput(
      `The SSM parameter '${parameter}' (${type}, version ${version}) holds no AMI id, and the release takes its image from it. Expected a String such as ami-0abcdef1234567890. Correct the parameter, or release.image.parameter. Nothing was changed.`,
    );
  return { imageId: value, imageFrom: { parameter: `${parameter.replace(/:.*$/, "")}:${version}` } };
};

/** The release with the id of its image, and where that came from. Throws `InvalidInput` if the name or the parameter does not stand for one image. */
export const withImage = async ({ ec2, ssm }: Clients, asked: AskedRelease): Promise<Release> => {
  const { image, imageId, ...release } = asked;
  if (image === undefined) {
    if (imageId === undefined) throw new TypeError("A release names its image.");
    return { ...release, imageId };
  }
  return { ...release, ...("parameter" in image ? await ofParameter(ssm, image) : await byName(ec2, image)) };
};

/** A request whose image was looked up, what it deploys, and what of the image a person should know before the first change. */
export interface Imaged<R> {
  readonly request: R;
  /** Undefined for a request that deploys nothing. */
  readonly release: R extends RollingRequest ? Release : Release | undefined;
  readonly notices: readonly string[];
}

/** The request with its release as `withImage` has it; throws as that does. */
export const imaged = async <R extends AnyRequest>(clients: Clients, request: R): Promise<Imaged<R>> => {
  if (!("release" in request)) return { request, release: undefined, notices: [] } as unknown as Imaged<R>;
  const release = await withImage(clients, request.release);
  const { imageId, imageFrom } = release;
  const isFound = request.release.image !== undefined && imageFrom !== undefined;
  const notices = isFound ? [`The image is ${imageId}: ${imageInWords(imageFrom)}.`] : [];
  return { request: { ...request, release } as R, release: release as Imaged<R>["release"], notices };
};

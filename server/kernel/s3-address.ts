/** Where in an S3 store bytes are kept, as `s3://bucket/prefix?endpoint=https://…&region=…` says it. */
export type S3Address = {
  bucket: string;
  /** What every key begins with: empty, or it ends with a slash. */
  prefix: string;
  /** Of a store that is not Amazon's. */
  endpoint: string | undefined;
  /** Unset: what the SDK finds, like `AWS_REGION`. */
  region: string | undefined;
  /** `path`: the bucket stands in the path of an address, `host`: in its host name. */
  style: 'path' | 'host';
};

export const S3_ADDRESS_FORM =
  's3://bucket, s3://bucket/prefix or s3://bucket/prefix?endpoint=https://host&region=name';

/** Undefined: it is none. Credentials have no place in it, since addresses are shown and logged. */
export function parseS3Address(text: string): S3Address | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, port, hash, hostname, pathname, searchParams } = new URL(text);
  const given = Object.fromEntries(searchParams);
  const { endpoint, region, style = endpoint === undefined ? 'host' : 'path', ...unknown } = given;
  const path = pathname.replace(/^\/|\/$/g, '');
  const isOne =
    protocol === 's3:' &&
    [username, password, port, hash].every((part) => part === '') &&
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(hostname) &&
    /^([\w.-]+(\/[\w.-]+)*)?$/.test(path) &&
    (endpoint === undefined || isEndpoint(endpoint)) &&
    (region === undefined || /^[\w-]+$/.test(region)) &&
    searchParams.size === Object.keys(given).length &&
    Object.keys(unknown).length === 0;
  if (!isOne || (style !== 'path' && style !== 'host')) return undefined;
  return { bucket: hostname, prefix: path === '' ? '' : `${path}/`, endpoint, region, style };
}

/** As people are told it. */
export function nameOfS3({ bucket, prefix, endpoint }: S3Address): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '') + (endpoint === undefined ? '' : ` at ${endpoint}`);
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

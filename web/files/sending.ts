/** How a file is sent, and who is told of it. */
export type Sending = {
  /** So that it can go on after whatever breaks it. */
  inParts: boolean;
  /** Where an upload in parts goes on; undefined: it begins. */
  address: string | undefined;
  onAddress(address: string): void;
  /** How much has gone, 0 to 1. */
  onProgress(part: number): void;
  signal: AbortSignal;
};

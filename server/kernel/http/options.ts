/** What the HTTP layer is told of the settings. */
export type HttpOptions = {
  /** Calls without a session are trusted (`ACCESS=open`). */
  openAccess: boolean;
  /** Lifts what keeps open access to this machine. */
  openAnywhere: boolean;
  /** Names under which the server may be addressed under open access, beside IP literals and localhost. */
  hostNames: readonly string[];
  /** Origin of the address people use, when it is set. */
  publicOrigin: string | undefined;
  /** Addresses or networks whose `X-Forwarded-*` count. */
  trustProxy: readonly string[] | undefined;
};

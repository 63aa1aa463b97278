import type { Generated } from 'kysely';

export type FilesTables = {
  files: {
    /** 24 hex digits, unguessable. */
    id: string;
    name: string;
    /** Bytes. */
    size: number;
    sha256: string;
    /** The media type that sniffing found, never the one claimed. */
    type: string;
    /** Null: sent without a session under open access. */
    uploader_id: number | null;
    created_at: number;
    /** Pixels, of images alone. */
    width: Generated<number | null>;
    height: Generated<number | null>;
  };
};

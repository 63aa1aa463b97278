import type { Generated } from 'kysely';

export type FilesTables = {
  /** Bytes that are kept, each once, however many files have them. */
  blobs: {
    /** 24 hex digits: where the store keeps them. */
    id: string;
    sha256: string;
    /** Bytes. */
    size: number;
    created_at: number;
    /** Since when no file has them. */
    unused_at: Generated<number | null>;
  };
  /** Uploads in parts that are not files yet. */
  uploads: {
    /** That of the file it will be. */
    id: string;
    uploader_id: number | null;
    name: string;
    /** Of the whole, bytes. */
    size: number;
    created_at: number;
    /** Where its bytes are being put: written down before, so that a crash in between is finished in the same place. */
    blob_id: Generated<string | null>;
  };
  /** The words in files: what has no row has not been looked for yet. Made again from the bytes, and in no backup. */
  file_texts: {
    blob_id: string;
    /** Counts up in the order of the commits, and never comes again. */
    no: number;
    /** Null: there are none. */
    text: string | null;
  };
  /** One row: the number that was given to a text last. */
  file_text_count: { id: number; last_no: number };
  files: {
    /** 24 hex digits, unguessable. */
    id: string;
    blob_id: string;
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

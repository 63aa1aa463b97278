import {
  File,
  FileArchive,
  FileAudio,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  Presentation,
} from 'lucide-react';

const byEnding = [
  { endings: /\.(zip|rar|7z|tar|gz|xz|bz2)$/i, icon: FileArchive },
  { endings: /\.(xlsx?|csv|ods|numbers)$/i, icon: FileSpreadsheet },
  { endings: /\.(pptx?|odp|key)$/i, icon: Presentation },
  { endings: /\.(pdf|docx?|odt|txt|md|rtf|tex|pages)$/i, icon: FileText },
  { endings: /\.(c|h|cpp|hpp|java|js|ts|tsx|py|ipynb|r|m|go|rs|sql|html|css|json|xml|ya?ml|sh)$/i, icon: FileCode },
  { endings: /\.(png|jpe?g|gif|webp|avif|heic|svg|bmp)$/i, icon: FileImage },
  { endings: /\.(mp4|webm|mov|mkv|avi)$/i, icon: FileVideo },
  { endings: /\.(mp3|ogg|wav|m4a|flac)$/i, icon: FileAudio },
];

/** A picture of what a file is by its name; only a hint, nothing is decided by it. */
export function KindIcon({ name, size = 20 }: { name: string; size?: number }) {
  const Icon = byEnding.find(({ endings }) => endings.test(name))?.icon ?? File;
  return <Icon size={size} aria-hidden className="shrink-0 text-quiet" />;
}

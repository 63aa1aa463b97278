import { talkAsTwo } from './two-people.ts';
import { spendADayAtSchool } from './school-day.ts';
import { discussHomework } from './post-threads.ts';
import { goFarBack } from './far-away.ts';
import { nameEachOther } from './mentions.ts';
import { talkInPairs } from './directs.ts';
import { changeMessages } from './threads.ts';
import { payAttention } from './attention.ts';
import { findThings } from './finding.ts';
import { beginACourse } from './first-course.ts';
import { leadAGroup } from './group-life.ts';
import { useKeysAlone } from './keyboard.ts';
import { goOffline } from './offline.ts';
import { talkInOneRoom } from './one-room.ts';
import { fallSilent } from './silent-line.ts';
import { cutUploadsOff } from './upload-cut.ts';
import { ways } from './visitor.ts';

// In the ways that their own files do not go: the other language on each device.
const others = ways.slice(2);

talkInOneRoom(others);
goOffline(others);
cutUploadsOff(others);
useKeysAlone(others);
beginACourse(others);
payAttention(others);
leadAGroup(ways.filter((way) => way !== ways[1]));
findThings(ways.slice(1));
spendADayAtSchool(others);
talkAsTwo(others);
changeMessages(others);
talkInPairs(ways.slice(1));
discussHomework(others);
nameEachOther(ways.slice(0, 2));
goFarBack(ways.slice(0, 2));
// Half a minute of silence is nothing for every commit.
fallSilent(ways.slice(0, 2));

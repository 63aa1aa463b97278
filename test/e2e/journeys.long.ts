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
import { keepHouse } from './own-files.ts';
import { talkInOneRoom } from './one-room.ts';
import { fallSilent } from './silent-line.ts';
import { cutUploadsOff } from './upload-cut.ts';
import { type Way, ways } from './visitor.ts';

// In the ways that their own files do not go: the other language on each device.
const others = ways.slice(2);
const allBut = (gone: Way) => ways.filter((way) => way !== gone);

talkInOneRoom(others);
goOffline(allBut(ways[0]));
cutUploadsOff(allBut(ways[1]));
useKeysAlone(allBut(ways[1]));
beginACourse(allBut(ways[3]));
payAttention(allBut(ways[3]));
leadAGroup(allBut(ways[1]));
findThings(allBut(ways[0]));
keepHouse(allBut(ways[1]));
spendADayAtSchool(allBut(ways[0]));
talkAsTwo(allBut(ways[2]));
changeMessages(allBut(ways[1]));
talkInPairs(allBut(ways[0]));
discussHomework(allBut(ways[0]));
nameEachOther(allBut(ways[3]));
goFarBack(allBut(ways[2]));
// Half a minute of silence is nothing for every commit.
fallSilent(ways.slice(0, 2));

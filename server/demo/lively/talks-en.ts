import type { Talk } from './shapes.ts';

export const topicTalksEn: readonly Talk[] = [
  [
    'a Could «someone|anybody» explain «topic» «in plain words|like I’m five»? The «book|slides» lost me.',
    'b The way I see it: «why».',
    'a «That helps a lot|Oh, nice|Now it clicks», thanks!',
  ],
  ['a Is «topic» on the exam?', 's Yes. If you remember one thing: «why».', 'a Noted 📝'],
  [
    'a I mixed up «topic» for weeks. For the record: «why».',
    'b «Same here|You are not alone»',
    'c Better now than in the exam 😅',
  ],
  [
    't Several of you asked about «topic» after class, so for everybody: «why». If it is still foggy, come to «room» on «Day».',
    'a Thank you!',
    'b 👍',
  ],
  ['a Checking my notes:\n\n> **«topic»**: «why».\n\nRight?', 's Right, and nicely put.', 'b Stealing this'],
  ['a Can I explain «topic» in one sentence in the quiz?', 'b Try: «why».', 't I would give full marks for that.'],
  [
    'a The lecture on «topic» was «great|dense|fast today»',
    'b I wrote down just this: «why».',
    'a That’s the whole hour in a line',
  ],
  ['a Study break question: «topic», go', 'b «why»!', 'c Somebody has been revising 👀'],
];

export const courseTalksEn: readonly Talk[] = [
  ['a Anyone started “«hw»” yet?', 'b Question «n» is the hard one, start there', 'a Thanks for the warning'],
  [
    'a For “«hw»”, «PDF or plain text|do we hand in the code too|how many pages»?',
    's PDF, at most «four|five|six» pages, code as an archive beside it.',
    'a Got it',
  ],
  [
    'a Could I have one more day for “«hw»”? I’m «down with the flu|at a competition|travelling back on Sunday»',
    't Yes. «Get well|Good luck|Safe travels», and write a note with it when you hand in.',
    'a Thank you so much',
  ],
  ['a Room «room» again tomorrow?', 'b Yes, same as «last week|always»'],
  [
    'a In question «n», do we assume «it is sorted|they are independent|there are no ties»?',
    't Good question: yes. I have added a sentence to the sheet.',
    'b That changes everything 😄',
  ],
  [
    'a Found a «grey scarf|set of keys|calculator» in «room»',
    'b Mine!! Thank you, where are you?',
    'a Coffee bar, ground floor',
  ],
  [
    'a My answer for «n» is «page».«m» — anyone else?',
    'b Same',
    'c I get the negative of that',
    'b Check the sign in the second line',
    'c …yes. Thanks',
  ],
  ['a Lunch at «Place» anybody?', 'b In 10 minutes?', 'a 👌', 'c save me a seat'],
  [
    'a This explains it well: https://en.wikipedia.org/wiki/«Feynman_Technique|Spaced_repetition|Learning_curve»',
    'b Bookmarked, thanks',
    'c And the talk page is gold',
  ],
  ['a Need one more for our project group, we meet on «Day»s', 'b I’m in!', 'a 🎉 welcome'],
  [
    't Grades for the last sheet are out. Three things I saw often:\n\n1. no units on the axes\n2. “obviously” where it was not\n3. beautiful proofs of the wrong statement 🙂',
    'a Number 3 hurts',
    'b guilty',
  ],
  [
    's Office hours move to «Day» «16:00|17:30|18:00», «room». Post your question here first, with **what you tried**.',
    'a Thanks!',
    'b Noted',
  ],
  [
    'a+notes Typed up my notes of «last week|chapter «n»», corrections welcome',
    'b You’re a hero',
    'c Page «n», second line: should be $\\le$',
    'a Fixed, thank you',
  ],
  ['a+board Photo of the board before it was wiped', 'b Perfect timing, thanks!'],
  [
    'a Does anyone else get this?\n```\nTypeError: cannot unpack non-iterable NoneType object\n```',
    'b Your function returns nothing on one branch',
    'a The `else`. Of course. Thank you',
  ],
  [
    'a Small trick for the report:\n```bash\npandoc report.md -o report.pdf\n```',
    'b I have been using Word all this time…',
    'c 🫠',
  ],
  ['a Will the lecture be recorded?', 't Yes, link under Content by the evening.'],
  [
    'a Is the midterm open book?',
    't One A4 page, both sides, **handwritten**.',
    'b How small may I write',
    't As small as you can still read under stress.',
  ],
  [
    'a Who is in the library tonight?',
    'b 4th floor by the window, two seats free',
    'a On my way, want «coffee|bubble tea»?',
    'b You’re the best ☕',
  ],
  [
    'a To do before «Day»:\n- [x] data\n- [x] first draft\n- [ ] figures (@«b.user»)\n- [ ] read it once aloud',
    'b Figures tonight',
    'c I can read it aloud, with feeling',
  ],
  [
    'a Silly question: «why is it called that|does the index start at 0 here|is the converse true»?',
    't Not silly at all. «There is a historical reason, I’ll tell it on Monday|At 1 in the book, at 0 in the code. Sorry!|No, and the counterexample is worth finding yourself»',
    'a 😄',
  ],
  ['a The book by «author» is surprisingly readable', 'b Which chapter?', 'a «n» and «m», skip the rest for now'],
  ['a It’s «snowing|pouring» ❄️', 'b+photo view from «room»', 'c I’m staying right here'],
  ['a How long did “«hw»” take you?', 'b «Three|Five|Six» hours', 'c Twice that', 'a So, plan for a weekend'],
  [
    'a I think there is a typo in “«hw»”, question «n»',
    't Well spotted, fixed. Thank you!',
    'b +1 for careful reading',
  ],
  ['a Quick poll: 👍 Tuesday, ❤️ Thursday for the study session', 'b 👍', 'c ❤️', 'd 👍', 'a Tuesday it is'],
  ['a Is attendance counted this week?', 'b it’s raining, so probably', 'c 😂'],
  ['a Today’s «food» queue is out of the door', 'b go to the second canteen, nobody there', 'a legend'],
  [
    'a After this course I see «it|this stuff» everywhere',
    'b Even in the canteen queue',
    'c *especially* in the canteen queue',
  ],
  ['a Exam done. Never speak of question «n».', 'b What question «n»?', 'a Exactly.'],
  [
    'a+code my solution runs but takes «40|90» seconds',
    'b Profile it first: `python -m cProfile -s time main.py`',
    'a 95 % in one line. Wow.',
    'b It always is',
  ],
  ['a Where do I find the slides of «last week|lecture «n»»?', 's Under Content, newest first.', 'a found them, ta'],
  [
    'a Anyone selling the textbook, «2nd|3rd» edition?',
    'b I have one, some pencil marks',
    'a Pencil marks are a feature',
  ],
  ['a Is it «12|13» or «14|15» weeks this term?', 'b 16 with the exam', 'a So close, and yet'],
  [
    'a Can we use a different dataset for “«hw»”?',
    't If it is public and you can say who collected it, gladly.',
    'a Great, thanks',
  ],
  ['a Printing before class: which printer works?', 'b The one by the lift, the other one eats paper', 'a saved me'],
  [
    'a Peer review went better than I feared',
    'b Somebody wrote “elegant” under mine, I’m framing it',
    'c that was me 😊',
  ],
  [
    'a I missed «Day», what did I miss?',
    'b Two definitions and one very good joke',
    'a And the definitions?',
    'b+notes here you go',
  ],
  [
    's Reminder: “«hw»” is handed in here, not by mail. If the upload fails, tell me **before** the deadline.',
    'a 👍',
    'b Thanks for the reminder',
  ],
  ['a Which reference manager do you use?', 'b Zotero', 'c A text file and hope', 'a Zotero it is'],
  ['a Coffee machine on the «2nd|3rd» floor is fixed ☕', 'b The best news this week'],
  ['a How do I cite the lecture itself?', 's Name, “Lecture «n»”, course, date. That is enough for us.', 'a thanks!'],
  [
    'a I finally get why we did chapter «n» first',
    'b Enlighten us',
    'a Everything in «m» is a special case',
    't I was hoping somebody would say that.',
  ],
  [
    'a Is there a mistake in the marking of question «n»?',
    's Bring it to office hours and we’ll look together. If it is ours, you get the points.',
    'a Fair, thanks',
  ],
  ['a Good luck everybody tomorrow 🍀', 'b you too!', 'c sleep is revision', 'd 加油!'],
];

import type { CourseText } from './shapes.ts';

export const computingCourses: readonly CourseText[] = [
  {
    code: 'CS240',
    name: 'Operating Systems',
    language: 'en',
    topics: [
      ['virtual memory', 'every process gets its own map of addresses, and the MMU looks up where a page really is'],
      [
        'deadlock',
        'four conditions must hold at once; break one (usually circular wait, by ordering the locks) and it cannot happen',
      ],
      ['copy-on-write', 'after `fork()` both share the pages until somebody writes, then only that page is copied'],
      ['the TLB', 'a tiny cache of translations; without it every load would be two or more loads'],
      ['priority inversion', 'a low-priority task holds the lock, a middle one runs, and the high one waits for both'],
      [
        'journaling',
        'write down what you are about to do, flush, then do it, so a crash leaves a note to finish or ignore',
      ],
      ['system calls', 'a controlled trap into the kernel: number in a register, arguments checked, result back'],
      [
        'the page cache',
        'a read comes from memory if somebody read it before, and a write is only in memory until fsync',
      ],
    ],
    talks: [
      [
        'a My shell hangs after `ls | wc`. Any idea?',
        'b Did you close both ends of the pipe in the parent?',
        'a …no',
        'b `wc` waits for EOF as long as *anyone* holds the write end',
        'a That was it. Two hours of my life.',
      ],
      [
        'a What does this do to `x`?\n```c\nint x = 1;\nif (fork() == 0) x = 2;\nprintf("%d\\n", x);\n```',
        'b Prints 2 and 1 in some order, each process has its own copy',
        's Right. And with `vfork()`? Think before you try it.',
        'a I tried it. I should have thought first.',
      ],
      [
        'a Lab 2: `kernel panic - not syncing`. I feel attacked',
        'b Same, mine said `unable to handle page fault at 0x0`',
        's Null pointer, then. Print the argument at the top of your handler.',
        'b You were right, I forgot to initialise the list head',
      ],
      [
        'a+code Attached my benchmark of spin lock against mutex, 1 to 8 threads',
        'b The knee at 4 threads is your physical cores',
        't Very nice. Put the machine and the kernel version in the header, otherwise nobody can compare.',
      ],
    ],
    assignments: [
      [
        'Lab 1: a small shell',
        'Implement pipes, redirection and `cd`. No `system()`!\n\nHand in a `.tar.gz` with a Makefile.',
      ],
      [
        'Lab 2: a kernel module',
        'A character device that answers with the number of times it was read. Must survive `rmmod` while open.',
      ],
      [
        'Problem set: scheduling',
        'Draw the Gantt charts for FCFS, SJF and RR ($q=4$) and compute the average waiting time.',
      ],
      [
        'Lab 3: a user-level thread library',
        '`create`, `yield`, `join`. Explain in one page where the stack of each thread lives.',
      ],
    ],
  },
  {
    code: 'CS220',
    name: 'Data Structures and Algorithms',
    language: 'en',
    topics: [
      [
        'amortised analysis',
        'one push may cost $n$, but $n$ pushes together cost $O(n)$, so each is $O(1)$ on average',
      ],
      ['red-black trees', 'a 2-3-4 tree in disguise; red nodes are glued to their parent'],
      ['hash collisions', 'chaining keeps lists, open addressing walks on; both hate a load factor near 1'],
      ['Dijkstra', 'always settle the nearest open node; a negative edge breaks exactly that promise'],
      ['dynamic programming', 'write the recursion, notice the same calls, remember them'],
      ['heaps', 'a nearly complete tree in an array, parent of $i$ at $\\lfloor (i-1)/2\\rfloor$'],
      ['union-find', 'path compression and union by rank make it practically constant, $O(\\alpha(n))$'],
      ['stable sorting', 'equal keys keep their order, which is what makes sorting by two columns work'],
    ],
    talks: [
      [
        'a Why is building a heap $O(n)$ and not $O(n\\log n)$?',
        'b Half of the nodes are leaves and cost nothing',
        'c $\\sum_{h} \\frac{n}{2^{h+1}}\\,h = O(n)$',
        'a Beautiful. I will never remember it.',
      ],
      [
        'a My quicksort is $O(n^2)$ on sorted input 😢',
        'b You take the first element as pivot, right?',
        'a yes',
        'b Pick a random one:\n```python\np = random.randrange(lo, hi)\na[lo], a[p] = a[p], a[lo]\n```',
        'a From 40 s to 0.2 s, thanks!!',
      ],
      [
        'a Recursion limit exceeded on test «n»…',
        'b The graph there is one long path, use an explicit stack',
        's @«b.user» is right. Depth 100,000 is deliberate.',
      ],
      [
        'a Anyone up for the contest on Sunday? We need a third',
        'b Me, if you do the geometry',
        'a Deal. Team name?',
        'b “Segmentation fault of our stars”',
      ],
    ],
    assignments: [
      [
        'Homework 1: complexity',
        'Order these by growth and prove two neighbours: $n!$, $2^n$, $n\\log n$, $n^{1.5}$, $\\log^2 n$.',
      ],
      ['Homework 2: hash table', 'Write one with open addressing. Plot probes per lookup against load factor.'],
      ['Homework 3: graphs', 'Shortest routes in the metro map attached. Explain what you did about transfers.'],
      [
        'Homework 4: dynamic programming',
        '1. Edit distance\n2. Longest common subsequence\n3. One problem of your own choice, with its recursion',
      ],
    ],
  },
  {
    code: 'CS310',
    name: 'Computer Networks',
    language: 'en',
    topics: [
      [
        'the three-way handshake',
        'both sides must learn that the other has heard their first number; two messages cannot do that',
      ],
      ['congestion control', 'grow by one a round trip, halve when a packet is lost: a saw'],
      ['NAT', 'one public address, many private ones, and a table of ports in between'],
      ['DNS caching', 'every answer carries its own lifetime, and everybody on the way remembers it'],
      ['longest prefix match', 'of all routes that fit, the most specific wins'],
      ['TLS', 'agree on a key in public, prove who you are with a certificate, then talk in private'],
      ['sliding windows', 'keep sending until the window is full, and let each ACK move it on'],
      ['CIDR', '`10.0.0.0/22` means 22 bits are fixed, so 1024 addresses'],
    ],
    talks: [
      [
        'a In Wireshark I see retransmissions on *localhost*. How?',
        'b Is the receiver reading at all? Zero window looks similar',
        'a Oh. My receiver sleeps 10 s “for debugging”.',
        'b 🙈',
      ],
      [
        'a+plot Throughput of our TCP over 60 s, you can see the saw teeth',
        't Lovely. Now add 2 % loss and tell us what you expect **before** you run it.',
        'a About $\\frac{1}{\\sqrt{p}}$, so a lot lower',
        't Exactly.',
      ],
      [
        'a I would tell you a UDP joke',
        'b but I might not get it',
        'c but I might not get it',
        'd out of order: get not I might it but',
      ],
      [
        'a Which port for the project? 8080 is taken on the lab machines',
        's 20000 + the last four digits of your id. Then nobody fights.',
        'a 👍',
      ],
    ],
    assignments: [
      [
        'Lab 1: capture a handshake',
        'Record a page load with Wireshark and mark SYN, SYN/ACK, ACK and the first byte of data.',
      ],
      [
        'Project: reliable transfer over UDP',
        'Stop-and-wait first, then a sliding window. Must survive 10 % loss and reordering.',
      ],
      ['Problem set: subnets', 'Divide `192.168.0.0/20` for departments of 500, 200, 100 and 30 machines.'],
      [
        'Reading: end-to-end arguments',
        'One page: which function of today’s networks would the authors move, and where to?',
      ],
    ],
  },
];

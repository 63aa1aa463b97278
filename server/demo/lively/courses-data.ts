import type { CourseText } from './shapes.ts';

export const dataCourses: readonly CourseText[] = [
  {
    code: 'A01',
    name: '数据科学',
    language: 'mixed',
    topics: [
      ['过拟合', '把训练集背下来了，换一套题就不会了；看验证集的误差什么时候开始往上走'],
      ['交叉验证', '把数据分成 $k$ 份，轮流当一次考卷，分数取平均'],
      ['缺失值处理', '先想为什么缺，再决定删、补均值还是单独当一类'],
      ['主成分分析', '换一组坐标轴，让第一根轴上的方差最大，后面的依次垂直'],
      ['准确率和召回率', '$P=\\frac{TP}{TP+FP}$，$R=\\frac{TP}{TP+FN}$；宁可错抓还是宁可放过，看场景'],
      ['数据泄漏', '用到了预测时还不知道的信息，分数好得不像真的，多半就是它'],
      ['pandas 的 groupby', '拆开、各算各的、再拼起来；忘了 `reset_index()` 就会多一层索引'],
      ['标准化', '$z=\\frac{x-\\mu}{\\sigma}$，注意 $\\mu$ 和 $\\sigma$ 只能从训练集算'],
      ['相关与因果', '冰淇淋销量和溺水人数也相关，中间藏着一个夏天'],
    ],
    talks: [
      [
        'a 老师，读 csv 中文是乱码怎么办',
        'b 试试 `encoding="gb18030"`',
        'a 好了！！原来 Excel 存的是 GBK',
        't 常见问题。以后存成 UTF-8，前面的同学也省事。',
      ],
      [
        'a groupby 之后列名变成两层了，有人知道怎么压平吗\n```python\ndf.groupby("city").agg({"price": ["mean", "max"]})\n```',
        'b 用具名聚合：\n```python\ndf.groupby("city").agg(\n    mean_price=("price", "mean"),\n    max_price=("price", "max"),\n)\n```',
        'a 学到了，谢谢！',
        'c 收藏 ⭐',
      ],
      [
        'a+plot My learning curve looks weird: validation is *better* than training?',
        'b Dropout is off at validation time, that can do it',
        't Also check whether the training score is averaged over the epoch while the weights were still moving.',
        'a It was exactly that. Thank you both!',
      ],
      [
        'a 我的模型准确率 99.2%，是不是可以交了 😎',
        'b 正样本占多少？',
        'a ……0.8%',
        'b 那全猜负也是 99.2%',
        'a 😇',
        't 这就是为什么要看召回率。下节课正好讲。',
      ],
      [
        'a+csv 北京天气的数据我整理了一版，去掉了重复的行，大家可以直接用',
        'b 太好了，谢谢！',
        'c 有几列是华氏度吧？',
        'a 对，`temp_f` 那列，没动它',
        's 建议统一成摄氏度，并在 README 里写明来源。',
      ],
      [
        'a Is it OK to use `sklearn` for question «n», or should we write the gradient ourselves?',
        't Write it yourself once, then check against sklearn. Two numbers that agree are worth a page of proof.',
        'a Clear, thanks!',
        'b+code here is my checker, it just compares the two. No solution inside 🙂',
      ],
      [
        'a 小组项目还缺一个人，我们想做共享单车的需求预测',
        'b 我！我会画地图',
        'c 我也没组 🙋',
        'a 一组最多四个，正好，拉群了',
        't 选题不错，注意天气数据的时间对齐，别用了“未来”的天气。',
      ],
      [
        'a 为什么随机种子要设 42',
        'b 宇宙的终极答案',
        'c 其实 20240901 也行',
        't 设什么都行，重要的是**设**，还要写进报告。',
      ],
    ],
    assignments: [
      [
        'Assignment 1',
        'Load `weather.csv`, describe every column in one sentence, and draw two plots that surprised you.',
      ],
      [
        'Assignment 2',
        'Remember to put in your name and id.\n\n1. Clean the data (say what you removed and why)\n2. Fit a linear model\n3. Report $R^2$ on **held-out** data',
      ],
      ['作业三：分类与评价', '用附件数据训练一个分类器，给出混淆矩阵、准确率、召回率，并解释你选的阈值。'],
      ['期末项目：开题', '一页纸：问题、数据从哪里来、怎样算成功、谁做什么。四人以内一组。'],
    ],
  },
  {
    code: 'CS350',
    name: 'Machine Learning',
    language: 'mixed',
    topics: [
      ['梯度下降', '顺着最陡的方向往下走一步，$\\theta\\leftarrow\\theta-\\eta\\nabla L$，步子太大就跳过谷底'],
      ['正则化', '给大权重罚款，$L+\\lambda\\|w\\|^2$，逼着模型简单一点'],
      ['反向传播', '链式法则从后往前算，每个中间结果只算一次'],
      ['支持向量机', '找一条离两边都最远的线，只有贴着边的点说了算'],
      ['注意力机制', '$\\mathrm{softmax}(QK^T/\\sqrt{d})V$：用问题去比对钥匙，再按相似度取值'],
      ['偏差与方差', '偏差是瞄得歪，方差是手抖'],
      ['批归一化', '每一批先拉回均值 0 方差 1，再让网络自己决定要不要'],
      ['K 均值聚类', '分配、移动中心、再分配，直到不动；初始点不好就会停在差的地方'],
    ],
    talks: [
      ['a loss 变成 nan 了，救命', 'b 学习率多少？', 'a 0.5', 'b ……试试 1e-3', 'a 好了 🤦', 'c 每个人都要经历一次'],
      [
        'a Shape error again: `expected (32, 10), got (32, 1)`',
        'b print the shapes after each layer:\n```python\nfor layer in net:\n    x = layer(x)\n    print(type(layer).__name__, tuple(x.shape))\n```',
        'a Found it, a squeeze too many. Thanks!',
      ],
      [
        'a+plot 训练了一晚上的曲线，到 60 个 epoch 基本就平了',
        'b 可以早停了，省点电费',
        'a 电费是实验室的 😏',
        't 实验室的电费也是电费。请用早停。',
      ],
      [
        'a Can we use pretrained models for the project?',
        't Yes, if you say which one and what you changed. “We called an API” is not a project.',
      ],
    ],
    assignments: [
      [
        '作业 1：手推反向传播',
        '两层网络，写出每个参数的梯度，再用数值差分验证：$\\frac{L(\\theta+h)-L(\\theta-h)}{2h}$。',
      ],
      [
        'Homework 2: logistic regression from scratch',
        'numpy only. Show that your loss goes down and that your gradient is right.',
      ],
      ['作业 3：卷积网络', '在附件的小图像集上达到 85% 以上，报告参数量和训练时间。'],
      ['Project proposal', 'One page. What would convince *you* that it works?'],
    ],
  },
  {
    code: 'STA200',
    name: 'Probability and Statistics',
    language: 'en',
    topics: [
      ['Bayes’ theorem', '$P(A|B)=\\frac{P(B|A)P(A)}{P(B)}$: never forget how common $A$ was to begin with'],
      [
        'the central limit theorem',
        'sums of many small independent things look normal, whatever each of them looks like',
      ],
      ['p-values', 'how surprising the data would be if nothing were going on; not the probability that nothing is'],
      ['confidence intervals', 'a recipe that catches the true value in 95 of 100 repetitions'],
      ['the Poisson distribution', 'rare events that do not know of each other, $P(k)=e^{-\\lambda}\\lambda^k/k!$'],
      ['independence', '$P(A\\cap B)=P(A)P(B)$: knowing one tells you nothing about the other'],
      ['maximum likelihood', 'choose the parameter under which what you saw was least surprising'],
      ['variance', 'the mean squared distance from the mean; for independent sums it simply adds'],
    ],
    talks: [
      [
        'a The Monty Hall problem again. I *know* it is 2/3 and I still don’t believe it',
        'b Imagine 100 doors and he opens 98',
        'a Oh. OK. Fine.',
        't Or simulate it, ten lines:\n```python\nimport random\nwins = sum(random.randrange(3) != 0 for _ in range(10_000))\nprint(wins / 10_000)\n```',
      ],
      [
        'a Why $n-1$ and not $n$?',
        'b You used the data once already, for the mean',
        's Precisely: one degree of freedom is spent. $E[s^2]=\\sigma^2$ only with $n-1$.',
        'a 🙏',
      ],
      [
        'a+plot Rolled a die 600 times. Is it fair?',
        'b $\\chi^2 = 4.1$ with 5 df, nothing to see here',
        'a I rolled a die 600 times for *nothing to see here*',
        'c That is called science',
      ],
    ],
    assignments: [
      ['Sheet 1: counting', 'Problems 1–6. For number 4, simulate first, then prove.'],
      [
        'Sheet 2: random variables',
        'Show that for independent $X,Y$: $\\mathrm{Var}(X+Y)=\\mathrm{Var}(X)+\\mathrm{Var}(Y)$. Where did you use independence?',
      ],
      ['Sheet 3: estimation', 'Find the MLE of $\\lambda$ for exponential data and check it on the file attached.'],
      ['Sheet 4: testing', 'Two canteens, 40 queues each (data attached). Is one of them really faster?'],
    ],
  },
];

package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignCodeTest {
  private static String language(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  private static String body(String line) {
    return line.substring(line.indexOf(':') + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3:import sys,json; print(json.load(sys.stdin)['a'])",
        "python3:import json, sys\nd = json.load(sys.stdin)\nfor x in d['items']:\n  print(x)",
        "python3:import sys; print(len(sys.stdin.read().split()))",
        "python3:import sys, re\nprint(re.sub(r'eval', 'x', sys.stdin.read()))",
        "python:import csv, sys\nfor r in csv.reader(sys.stdin): print(r[0])",
        "python3:import re, sys; p = re.compile('a'); print(p.findall(sys.stdin.read()))",
        "python3:import sys; print('exec and __import__ in a string', sys.stdin.read())",
        "python3:import base64,sys; sys.stdout.write(base64.b64encode(b'x').decode())",
        "python3:# eval(x)\nfrom collections import Counter\nimport sys\nprint(Counter(sys.stdin))",
        "python3:import sys; print(f'{len(sys.stdin.read())} lines')",
        "node:const d=JSON.parse(require('fs').readFileSync(0,'utf8')); console.log(d.a)",
        "node:const fs = require('fs'); console.log(JSON.parse(fs.readFileSync('/dev/stdin')).x)",
        "node:let s='';process.stdin.on('data',c=>s+=c).on('end',()=>console.log(s.length))",
        "perl:print if $n == 3",
        "perl:@a = split; print $a[1]",
        "ruby:puts gets.strip",
        "php:echo strlen(file_get_contents('php://stdin'));"
      })
  void whatOnlyTransformsIsPlain(String line) {
    assertThat(ForeignCode.usesStandardInputAsCode(language(line), body(line))).isFalse();
    if (!line.startsWith("php")) {
      assertThat(ForeignCode.isPlainData(language(line), body(line))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3:import os; print(os.path.join('a', 'b'))",
        "python3:import yaml,sys; print(yaml.safe_load(sys.stdin))",
        "python3:open('out.txt','w').write(open('in').read())",
        "python3:import requests, sys; requests.post('http://x', data=sys.stdin.read())",
        "node:require('fs').writeFileSync('a', require('fs').readFileSync(0))",
        "perl:s/foo/bar/g; print",
        "perl:while (<STDIN>) { print if /x/ }",
        "ruby:require_files = 1; puts STDIN.read.split(',').map(&:to_i).sum"
      })
  void whatDoesMoreThanTransformingButRunsNothingIsNeither(String line) {
    assertThat(ForeignCode.usesStandardInputAsCode(language(line), body(line))).isFalse();
    assertThat(ForeignCode.isPlainData(language(line), body(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3:import sys; exec(sys.stdin.read())",
        "python3:exec(open(0).read())",
        "python3:eval(input())",
        "python:print input()",
        "python3:import sys,pickle; pickle.load(sys.stdin.buffer)",
        "python3:import marshal,sys; marshal.loads(sys.stdin.buffer.read())",
        "python3:import yaml,sys; yaml.load(sys.stdin)",
        "python3:import yaml as y,sys; y.load(sys.stdin)",
        "python3:from yaml import load",
        "python3:import yaml,sys; yaml.load(sys.stdin, Loader=yaml.Loader)",
        "python3:import os,sys; os.system(sys.stdin.read())",
        "python3:import os as o,sys; o.popen(sys.stdin.read())",
        "python3:from os import system; system('x')",
        "python3:from os import *",
        "python3:import sys; getattr(sys.modules['os'], 'sys'+'tem')(sys.stdin.read())",
        "python3:import subprocess,sys; subprocess.run(sys.stdin.read(), shell=True)",
        "python3:__import__('o'+'s').system('x')",
        "python3:().__class__.__base__.__subclasses__()",
        "python3:import sys; m = sys; m.modules",
        "python3:x = [c for c in (1,)]; print(f'{exec(x)}')",
        "python3:import importlib",
        "python3:import mymodule",
        "python3:import json, mymodule",
        "python3:import numpy as np,sys; np.load(sys.stdin, allow_pickle=True)",
        "python3:import pandas as pd; pd.read_pickle('/dev/stdin')",
        "python3:еval(1)",
        "python3:'unterminated",
        "python3:#coding: rot13\nprint(1)",
        "python3:compile(x, '', 'exec')",
        "python3:import code; code.interact()",
        "python3:import random; random._os.system('x')",
        "node:eval(require('fs').readFileSync(0,'utf8'))",
        "node:new Function(require('fs').readFileSync(0,'utf8'))()",
        "node:require('child_process').execSync('x')",
        "node:require('vm').runInThisContext('x')",
        "node:require('node:child_process')",
        "node:require('c'+'hild_process')",
        "node:require(process.argv[1])",
        "node:import('child_process')",
        "node:[]['filter']['constructor']('x')()",
        "node:[]['fil'+'ter']['con'+'structor']('x')()",
        "node:a='constructor';[][a][a]('x')()",
        "node:(()=>1).constructor('x')()",
        "node:process.mainModule.require('x')",
        "node:const {mainModule} = process",
        "node:globalThis['ev'+'al']('x')",
        "node:\\u0065val('x')",
        "node:`${eval(x)}`",
        "node:o[k](x)",
        "node:x = a\n/eval/g",
        "deno:console.log(1)",
        "perl:eval <STDIN>",
        "perl:system($_)",
        "perl:s/x/y/e",
        "perl:s{x}{y}e",
        "perl:s/x/system(1)/ee",
        "perl:$_=~s/(.*)/$1/ee",
        "perl:open(F, \"$_|\")",
        "perl:`$_`",
        "perl:print qx($_)",
        "perl:do $_",
        "perl:&$f($_)",
        "perl:$f->($_)",
        "perl:/(?{ 1 })/",
        "perl:print \"@{[ 1 ]}\"",
        "perl:use Storable; 1",
        "perl:print <$x>",
        "ruby:eval gets",
        "ruby:system(gets)",
        "ruby:`#{gets}`",
        "ruby:%x(id)",
        "ruby:Kernel.send(gets)",
        "ruby:Marshal.load($stdin)",
        "ruby:YAML.load($stdin)",
        "ruby:open(gets)",
        "ruby:IO.popen(gets)",
        "ruby:puts \"#{instance_eval(x)}\"",
        "ruby:x.public_send gets",
        "php:eval(file_get_contents('php://stdin'));",
        "php:EVAL($x);",
        "php:$f($x);",
        "php:('sys'.'tem')($x);",
        "php:'x'($y);",
        "php:unserialize($x);",
        "php:include 'php://stdin';",
        "php:$$x;",
        "php:`$x`;",
        "php:array_map($f, $x);",
        "php:\"\\x73ystem\";",
        "tclsh:puts 1",
        ":print(1)"
      })
  void whatMayRunWhatItReadsIsDangerous(String line) {
    assertThat(ForeignCode.usesStandardInputAsCode(language(line), body(line))).isTrue();
    assertThat(ForeignCode.isPlainData(language(line), body(line))).isFalse();
  }

  @Test
  void longBodiesAreQuick() {
    String[] pieces = {"import ", "from ", "s/ ", "a[", "$x ", "'a' ", "os.", "x=1\n", "`${a}` "};
    for (String piece : pieces) {
      for (String language : new String[] {"python3", "node", "perl", "ruby", "php"}) {
        long start = System.nanoTime();
        ForeignCode.isPlainData(language, piece.repeat(65_536 / piece.length()));
        assertThat(System.nanoTime() - start).as(language + piece).isLessThan(2_000_000_000L);
      }
    }
  }
}

"""Know people by their given names."""

import re
from collections.abc import Iterable, Iterator

from pipelines.tagging.ner import Named, Piece
from schemas.vocabulary import ActorEntry


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SURNAME_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "KHM", "HUN", "SGP", "MAC", "JPN"})
_NO_NAMES = _words(
    """
    Abu Al Alexandria Austin Baby Big Carolina Chad Charlotte Chelsea Christian Constantine Crown Dalai Dallas
    El Florence General Georgia Grand Houston Israel Jackson Jordan Kenya King Lincoln Lord Los Lourdes
    Madeleine Madison Marina May Moon Mount Nancy North Paris Pope Prince Princess Queen Rich Saint San Santa
    Santiago Sheikh Sidney Sierra Sir South Sultan Sydney Victoria Virginia Washington Will Young
    """
)
_COMMON = _words(
    """
    Aaron Abbas Abdul Abdulaziz Abdullah Abdulrahman Abebe Abel Adam Adama Adebayo Adel Adnan Adolfo Adrian
    Agnes Agnieszka Ahmad Ahmed Ahmet Aisha Ajay Akbar Akin Akira Alain Alan Albert Alberto Aldo Alejandro
    Aleksandr Aleksandra Alessandro Alex Alexander Alexandra Alexandre Alexei Alfonso Alfred Alfredo Alhaji
    Alhassan Ali Alice Alireza Alison Aliyu Allan Allen Alvaro Amadou Amal Amanda Amina Aminata Aminu Amir Amit
    Amos Amy Ana Anatoly Anders Andre Andrea Andreas Andreea Andrei Andrew Andrzej Andy Angela Angelo Anil Anita
    Anja Ankit Ann Anna Anne Annette Anthony Antje Antoine Anton Antonia Antonio Antonis Anupam Anwar Arash Arif
    Arjun Arman Armando Armin Arno Arnold Arthur Arturo Arvind Asad Ashley Ashok Ashraf Asif Aslan Asma Astrid
    Atsushi Attila Augusto Axel Ayesha Ayman Aziz Babak Badr Balazs Barbara Baris Bart Bashir Basil Bastian Batu
    Beatrice Behrouz Bela Ben Benazir Benedikt Bengt Benito Benjamin Benoit Bernard Bernardo Bernd Bertrand Beth
    Bettina Bianca Bilal Bill Birgit Birte Bjarne Bjoern Björn Bob Bogdan Boniface Boris Boubacar Brandon Branko
    Brenda Brian Brigitte Britta Bruce Bruno Burak Camille Carl Carla Carlos Carmen Carol Carole Caroline
    Carsten Casper Catalina Catherine Cecile Cecilia Cedric Celal Cem Cesar Chandra Charles Charlie Chiara Chidi
    Chinedu Chloe Chris Christa Christina Christine Christoph Christopher Claire Claude Claudia Claus Clemens
    Colin Connor Cornelia Cornelius Craig Cristian Cristina Cynthia Cyril Dalia Damien Damir Dan Daniel Daniela
    Daniele Danilo Danny Daria Dario Dariusz Darko Darren Dave David Dean Deborah Deepak Denis Denise Deniz
    Dennis Derek Desmond Devi Diana Didier Diego Dieter Dietmar Dimitar Dimitri Dimitris Dina Dinesh Dirk
    Djamila Dmitri Dmitry Dominic Dominik Dominique Donna Dorothea Dorothy Doug Douglas Dragan Dusan Dustin
    Dylan Ebrahim Eddie Edgar Edith Eduard Eduardo Edward Edwin Eero Efraim Ehud Ekaterina Elena Elias Elif
    Elisabeth Eliza Elizabeth Elke Ella Ellen Elmer Elvira Emeka Emil Emilia Emilio Emily Emine Emma Emmanuel
    Emre Enrique Ercan Erdal Erhan Eric Erich Erik Erika Ernesto Ernst Erwin Esra Estelle Esther Ethan Etienne
    Eugene Eva Evelyn Evgeny Fabian Fadi Faisal Farah Farhad Farhan Farid Fatih Fatima Fatma Fatou Fawzi
    Federico Felix Ferenc Fernanda Fernando Fidel Filip Finn Fiona Florian Folke Francesca Francesco Francis
    Francisco Franck Franco Francois Francoise Frank Franz Fred Frederic Frederick Frederik Friedrich Fritz Fuad
    Gabor Gabriel Gabriele Galina Gareth Gary Geert Gennady Geoffrey Georg George Gerald Gerard Gerardo Gerd
    Gergely Gerhard Gerrit Gholamreza Gianni Gideon Gilbert Gilles Giorgio Giorgos Giovanni Girish Gisela Giulia
    Giuseppe Gloria Goran Gordon Grace Graham Greg Gregory Greta Grigory Grzegorz Guenter Guido Guillermo
    Gulnara Gunnar Gunter Gustavo Guy Gyorgy Göran Günter Günther Habib Haider Hakan Halil Hamid Hamza Hanna
    Hannah Hans Harald Harish Harold Harry Haruna Hasan Hassan Hatice Heather Hector Heidi Heike Heiko Heinrich
    Heinz Helen Helena Helga Helge Helmut Henning Henri Henrik Henry Herbert Herman Hermann Hiba Hiroshi Hisham
    Hoda Holger Horst Hosni Houda Howard Hubert Hugh Hugo Humberto Husain Huseyin Hussein Ian Ibrahim Ibrahima
    Idris Ignacio Igor Ikram Ilham Ilse Ilya Imad Imke Imran Ines Inga Inge Ingrid Ioannis Ion Iqbal Irene Irina
    Isa Isaac Isabel Isabelle Ishaq Ismail Ismet Istvan Itamar Iva Ivan Ivana Ivo Jacek Jack Jacob Jacques Jaime
    Jakob Jalal Jamal James Jamie Jamila Jan Jana Jane Janet Janez Janine Janos Jaroslav Jasmin Jason Jaume
    Javier Jawad Jean Jeff Jeffrey Jennifer Jens Jeremy Jerome Jerry Jerzy Jesse Jessica Jim Jimmy Joachim Joan
    Joanna Joao Jochen Joe Joel Johan Johann Johannes John Jolanta Jonah Jonas Jonathan Joost Jordi Jorge Jose
    Josef Joseph Josh Joshua José Jovan João Juan Jude Judith Juergen Jules Julia Julian Juliana Julie Juliette
    Julio Julius Jurgen Jussi Justin Jürgen Kader Kai Kamal Kamil Karel Karen Karim Karin Karl Karl-Heinz Karol
    Kasper Katarina Katarzyna Kate Katherine Kathleen Kathrin Kati Katja Katrin Kaveh Kazuo Keith Kelly Kemal
    Ken Kenan Kenji Kenneth Kerstin Kevin Khadija Khaled Khalid Kim Kiran Kirsten Klaas-Jan Klara Klaus Kofi
    Konrad Konstantin Kostas Krishna Kristian Kristina Krzysztof Kumar Kurt Kwame Kyle Lamine Lars Laszlo Laura
    Lauren Laurent Lawrence Lea Leif Leila Lena Leo Leon Leonardo Leonid Leonie Lewis Leyla Liam Lidia Lilia
    Liliana Lina Linda Lior Lisa Liz Lorenzo Lothar Louis Louise Lubna Luca Lucas Lucia Luciano Lucie Ludmila
    Ludwig Luigi Luis Luka Lukas Luke Lutfi Lutz Lydia Lyudmila László Maarten Magdalena Magnus Maha Mahdi
    Mahendra Mahmoud Mahmud Maik Maja Malik Malte Mamadou Manfred Manoj Mansour Manuel Mara Marat Marc Marcel
    Marcelo Marcin Marco Marcus Marek Margaret Margarita Margot Maria Mariam Mariana Marianne Marie Marija
    Marina Mario Marion Marisa Mark Marko Markus Marlene Marta Martha Martin Martina Marwan Mary Maryam Masoud
    Massimo Mathias Mats Matt Matteo Matthew Matthias Maureen Maurice Mauricio Maurizio Max Maximilian Maya
    Mehdi Mehmet Melanie Melissa Mendel Meral Micha Michael Michal Michel Michele Michelle Miguel Mihai Mikael
    Mike Mikhail Miklos Mila Milan Milorad Milos Mina Mira Miriam Mirko Miro Miroslav Mitsuo Mohamad Mohamed
    Mohammad Mohammed Mohsen Moin Moises Mona Monica Monika Moritz Moses Mounir Mourad Muammar Muhammad Mukesh
    Munir Murad Murat Mustafa Mykola Nabil Nada Nadezhda Nadia Nadine Naeem Nancy Naomi Narendra Nasser Natalia
    Natalie Natasha Nathan Navid Neil Nelson Nenad Nestor Nicholas Nick Nicola Nicolae Nicolas Nicolaus Nicole
    Nigel Nikita Nikola Nikolai Nikolaus Nikos Nils Nina Noah Noam Nobuo Noor Nora Norbert Norman Nour Nuno
    Nursultan Oana Odile Oksana Olaf Oleg Oleksandr Olga Oliver Olivia Olivier Omar Omer Onur Orhan Orlando
    Osama Oscar Oskar Osman Otto Ousmane Ove Pablo Pamela Pankaj Paolo Parviz Pascal Patricia Patricio Patrick
    Patrik Paul Paula Pauline Paulo Pavel Pawel Pedro Pekka Per Percy Peter Petra Philip Philipp Philippe Pia
    Pierre Pieter Pietro Pilar Piotr Prakash Pranab Prasad Priya Przemyslaw Qasim Rabia Rachel Radek Radoslaw
    Rafael Rafal Raffaele Rafiq Rahim Rahul Raimund Rainer Raisa Raj Rajesh Rakesh Ralf Ralph Ramazan Ramesh
    Rami Ramon Ramzi Rana Rania Raphael Rashid Ratko Raul Ravi Ray Raymond Rebecca Regina Reinhard Reinhold Remy
    Rena Renata Renate Rene Reza Riad Ricardo Richard Rick Rima Rita Rob Robert Roberto Robin Rodolfo Rodrigo
    Roger Rohan Roland Rolf Romain Roman Ron Ronald Rosa Rosemarie Rosemary Roy Roza Ruben Rudolf Rudy Rupert
    Ruslan Ruth Ryan Sabine Sabrina Sadiq Saeed Sakine Salah Salim Salma Salman Sam Samantha Sameh Sami Samir
    Samuel Sandra Sandro Sanjay Sanna Santosh Sara Sarah Sascha Saskia Saul Scott Sean Sebastian Selim Selma
    Semih Serap Serdar Serge Sergei Sergey Sergio Serhiy Seth Sevim Shahid Shankar Sharon Sheila Sherif Shirin
    Sibel Siddharth Siegfried Sigmar Sigrid Silke Silvia Silvio Simon Simone Siri Slavoj Sofia Sofie Soledad
    Solomon Sonia Sophia Sophie Soraya Srdjan Stanislav Stanislaw Stefan Stefania Stefano Steffen Stella Stephan
    Stephanie Stephen Steve Steven Stuart Sue Suleiman Sultana Sunil Sunita Suresh Susan Susanne Svante Sven
    Svetlana Swetlana Sylvia Sylvie Tadeusz Taher Tahir Takashi Talal Tamara Tamas Tamer Tania Tanja Tanya Tarek
    Tariq Taro Tatiana Tayyip Ted Teodor Teresa Terry Thabo Thea Theo Theodor Theresa Thierry Thilo Thomas
    Thomaz Thorsten Tibor Tim Timo Timothy Tobias Todd Tom Tomas Tomasz Tomislav Tommy Toni Tony Tore Torsten
    Tracy Tristan Tuncay Udo Ulf Ulla Ulrich Ulrike Umar Umberto Urs Ursula Usman Uta Uwe Uzma Vaclav Valentina
    Valeria Valerie Valery Vanessa Vasily Vasyl Venkat Vera Verena Veronika Vesna Victor Vijay Vikram Viktor
    Vinay Vincent Vincenzo Viola Vitaly Vito Vivek Vlad Vladimir Vladislav Vojislav Volker Vyacheslav Waleed
    Walid Walter Wanda Wang Waseem Wassim Wendy Werner Wiebke Wieslaw Wilhelm Willem Willi William Willy Wim
    Winfried Wladimir Wojciech Wolfgang Xavier Xiaobo Yair Yasar Yaser Yasir Yasmin Yassin Yevgeny Yitzhak
    Yoshiko Younis Youssef Yoweri Yulia Yulian Yuri Yuriy Yusuf Yvonne Zachary Zaher Zahra Zainab Zaki Zbigniew
    Zeid Zeynep Zia Ziad Zlatko Zoe Zoltan Zoran Zuzana Åsa Ömer Örjan Özlem
    """
)
_PARTICLES = (
    r"(?:(?:[dD][aeiou]|[vV][ao]n|de la|van de[rn]?|von der|bin|ibn|bint|del|al|el|ter|ten|den|zu|dos|das) "
    r"|[aA]l-|[eE]l-|O'|D'|Mc|Mac)"
)
_FULL = re.compile(
    rf"\b([A-Z][a-zà-ÿ]{{1,15}})(?:-[A-Z][a-zà-ÿ]{{1,15}})?"
    rf"((?: [A-Z]\.){{0,2}}(?: (?:{_PARTICLES}){{0,2}}[A-ZÀ-Þ][a-zà-ÿ]{{1,20}}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]{{1,20}})?){{1,2}})"
    r"(?!\w)"
)


class GivenNames:
    """Given names: those of the people in the gazetteer, beside a list of frequent ones."""

    def __init__(self, entries: Iterable[ActorEntry]) -> None:
        people = (entry for entry in entries if entry.kind == "person" and entry.country not in _SURNAME_FIRST)
        first = {words[0] for entry in people if len(words := entry.name.split()) > 1}
        self._names = (_COMMON | {name for name in first if len(name) > 2 and name.isalpha()}) - _NO_NAMES

    def __contains__(self, word: str) -> bool:
        return word in self._names

    def joined(self, text: str, names: Iterable[Named], pieces: Iterable[Piece]) -> list[Named]:
        """Return the model's names, sorted, with people whose given name shows where they begin.

        "Ard van der" and "Steur" are joined, an overlooked "Axel Fischer" is added; only where the model read.
        """
        full = [
            Named(piece.start + start, piece.start + end, "PERSON")
            for piece in pieces
            for start, end in self._full_names(piece.text)
        ]
        kept = [name for name in names if not any(_cuts(name, one) for one in full)]
        new = [one for one in full if not any(name.start < one.end and one.start < name.end for name in kept)]
        return sorted([*kept, *new])

    def _full_names(self, text: str) -> Iterator[tuple[int, int]]:
        for found in _FULL.finditer(text):
            if found.group(1) in self._names:
                yield found.span()


def _cuts(name: Named, full: Named) -> bool:
    """Whether the model cut a full name short, or split it."""
    inside = full.start <= name.start and name.end <= full.end
    return inside and (name.start, name.end) != (full.start, full.end)
